"""How the page looks on screen and on A4."""

from __future__ import annotations

from contracteval.model.theme import Theme

_FALLBACK = "system-ui,sans-serif"

STYLE = """
:root{--ink:#1d2433;--soft:#4f5869;--line:#cfd5df;--accent:#1f5f8b;--tint:#eef4f9;--face:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem 1.25rem 3rem;max-width:52rem;overflow-wrap:break-word;color:var(--ink);background:#fff;font:15px/1.5 var(--face)}
h1{margin:0 0 .3rem;font-size:1.9rem;line-height:1.15}
h2{margin:2.2rem 0 .6rem;padding-bottom:.2rem;border-bottom:2px solid var(--accent);font-size:1.25rem}
h3{margin:0 0 .3rem;font-size:1.1rem}
h3 span{margin-left:.4rem;padding:.1rem .5rem;border:1px solid var(--ink);border-radius:1rem;font-size:.75rem;font-weight:600;white-space:nowrap}
h4{margin:.8rem 0 .2rem;font-size:.92rem}
p{margin:.2rem 0}
ul,ol{margin:.2rem 0;padding-left:1.2rem}
.about,figcaption,footer,caption{color:var(--soft);font-size:.85rem}
.headline{margin:1rem 0 0;padding:.8rem 1rem;border-left:5px solid var(--accent);background:var(--tint);font-size:1.1rem}
.wide{overflow-x:auto}
table{width:100%;margin:.8rem 0;border-collapse:collapse;font-size:.9rem}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{padding:.35rem .5rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
thead th{color:var(--soft);font-size:.82rem}
.number{text-align:right;font-variant-numeric:tabular-nums}
td.number{white-space:nowrap}
figure{margin:.6rem 0}
svg{display:block;width:100%;max-width:660px;height:auto}
svg.quadrant{max-width:400px}
svg text{fill:var(--soft);font:12px var(--face)}
svg .value{fill:var(--ink);font-weight:600}
.rule,.part{stroke:var(--line)}
.part{stroke:var(--soft);stroke-dasharray:4 3}
.frame{fill:none;stroke:var(--line)}
.sure,.quadrant circle{fill:var(--accent)}
.open{fill:url(#hatch);stroke:var(--accent)}
.now{stroke:var(--ink);stroke-width:3}
.paper{fill:#fff}
.stroke{stroke:var(--accent);stroke-width:3}
article{margin:1rem 0;padding:1rem 1.2rem;border:1px solid var(--line);border-radius:.4rem}
footer{margin-top:2.5rem;border-top:1px solid var(--line)}
@media print{
@page{size:A4;margin:16mm}
body{max-width:none;padding:0;font-size:9.5pt}
h2,h3,h4{break-after:avoid}
figure,svg,tr,li{break-inside:avoid}
.headline,.sure,.open,.now,circle{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
"""


def themed(theme: Theme) -> str:
    """Return the style of a page in the colours and fonts of a theme; what it does not set stays."""
    variables = {"ink": theme.ink, "accent": theme.accent, "tint": theme.band}
    variables["face"] = None if theme.body is None else f'"{theme.body}",{_FALLBACK}'
    given = ";".join(f"--{name}:{value}" for name, value in variables.items() if value is not None)
    own = f":root{{{given}}}\n" if given else ""
    if theme.headings is not None:
        own += f'h1,h2,h3,h4{{font-family:"{theme.headings}",{_FALLBACK}}}\n'
    if theme.logo is not None:
        own += ".logo{display:block;max-width:12rem;max-height:4rem;margin-bottom:.8rem}\n"
    return STYLE + own
