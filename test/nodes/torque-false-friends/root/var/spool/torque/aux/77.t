t1
t1
t1
t1
