import fc from "fast-check";
import { hostileText, writableText } from "./properties/hostile-text.ts";
import { judgeIn, noNetwork } from "./e2e/serialisers/judge.ts";
import { classAdLiteral } from "../src/parse/classad/literal.ts";
const judge = judgeIn(process.env.ROOT!);
const all = fc.sample(fc.oneof(hostileText, writableText), { numRuns: 20000, seed: 5 });
const lits: string[] = [], want: string[] = [];
for (const t of all) { const l = classAdLiteral({ kind: "string", value: t }); if (l.ok) { lits.push(l.value); want.push(t); } }
const script = `
import classad, sys, json
w = open('/mnt/want','rb').read().decode().split('\\0')
for i, literal in enumerate(open('/mnt/literals', 'rb').read().split(b'\\0')[:-1]):
    try:
        value = classad.parseOne('V = ' + literal.decode(), classad.Parser.Old)['V']
        if value != w[i]: print(json.dumps([literal.decode(), w[i], value]))
    except Exception as e:
        print(json.dumps([literal.decode(), 'EXC', repr(e)]))
`;
const a = await judge.ask(["python3", "/mnt/script"], { script, literals: lits.map((l) => l + "\0").join(""), want: want.map((l) => l + "\0").join("") });
const out = a.stdout.toString().split("\n");
console.log(lits.length, out.length, a.stderr); console.log(out.slice(0, 25).join("\n"));
const ads = lits.map((l, i) => `MyType = "Machine"\nName = "m${String(i).padStart(7, "0")}"\nMachine = "m${String(i).padStart(7, "0")}"\nV = ${l}\n\n`).join("");
const t0 = Date.now();
const b = await judge.ask(["condor_status", "-ads", "/mnt/ads", "-af", "V"], { condor_config: noNetwork, ads });
const o2 = b.stdout.toString().split("\n");
console.log(Date.now() - t0, b.status, b.stderr, o2.length, want.length);
let bad = 0;
want.forEach((w, i) => { if (w !== o2[i] && bad++ < 10) console.log(JSON.stringify([lits[i], w, o2[i]])); });
console.log("bad", bad);
