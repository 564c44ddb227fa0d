/** Whether an HTTP status may be another one in a moment: 408, 425, 429 and the server's own errors. The rest stay. */
export const isPassing = (status: number): boolean => [408, 425, 429].includes(status) || status >= 500;
