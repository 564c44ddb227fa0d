/** Looks of the page: the reader's own fonts, light and dark, one column on a phone; states have words beside colours. */
export const pageStyle = `
:root{--bg:#fff;--fg:#1c2128;--soft:#57606a;--line:#d0d7de;--card:#f6f8fa;--fail:#b3261e;--warn:#8a5a00;--pass:#1a6b34;--skip:#6e7781}
@media(prefers-color-scheme:dark){:root{--bg:#0f1318;--fg:#e6edf3;--soft:#9da7b1;--line:#30363d;--card:#171c23;--fail:#ff8a80;--warn:#f2b84b;--pass:#6fdc8c;--skip:#9da7b1}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:60rem;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;margin:.5rem 0}h2{font-size:1.15rem;margin:2rem 0 .75rem}h3{font-size:1rem;margin:0 0 .5rem}
code{font:.85em ui-monospace,monospace;color:var(--soft)}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr));gap:.5rem 1.5rem;margin:1rem 0}
dt{color:var(--soft);font-size:.8rem}dd{margin:0}
.verdict{font-size:1.1rem;font-weight:600;padding:.75rem 1rem;border-left:.35rem solid;background:var(--card)}
.verdict.pass{border-color:var(--pass)}.verdict.degraded{border-color:var(--warn)}.verdict.fail{border-color:var(--fail)}
article{border:1px solid var(--line);border-left:.35rem solid;border-radius:.4rem;padding:.9rem 1rem;margin:0 0 1rem;background:var(--card)}
article.fail{border-left-color:var(--fail)}article.warn{border-left-color:var(--warn)}
.message{font-weight:600;margin:.25rem 0}.evidence,.fix,.why{margin:.25rem 0}.why{color:var(--soft);font-size:.9rem;margin-top:.75rem}
.tag{font-size:.75rem;font-weight:600;text-transform:uppercase;letter-spacing:.03em}
.fail .tag{color:var(--fail)}.warn .tag{color:var(--warn)}.pass .tag{color:var(--pass)}.skip .tag{color:var(--skip)}
.counts{color:var(--soft)}
ul.all{list-style:none;padding:0;margin:0}
ul.all li{display:grid;grid-template-columns:9.5rem 1fr;gap:.75rem;padding:.4rem 0;border-top:1px solid var(--line)}
small{display:block;color:var(--soft)}
@media(max-width:34rem){ul.all li{grid-template-columns:1fr;gap:0}}
@media print{body{max-width:none}article{break-inside:avoid}}
`;
