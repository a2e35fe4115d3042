"""What is asked of a page in the browser: each a script that answers with what is wrong, empty where nothing is."""

HEADINGS = "[...document.querySelectorAll('h1,h2,h3,h4')].map(e => Number(e.tagName[1]))"
UNNAMED = """[...document.querySelectorAll('input:not([type=hidden]),select,textarea')]
    .filter(e => !e.labels.length).map(e => e.name)"""
REPEATED_IDS = """[...document.querySelectorAll('[id]')].map(e => e.id)
    .filter((id, n, all) => all.indexOf(id) !== n)"""
DANGLING = """[...document.querySelectorAll('[aria-describedby],[aria-labelledby]')]
    .flatMap(e => `${e.getAttribute('aria-describedby') ?? ''} ${e.getAttribute('aria-labelledby') ?? ''}`.split(' '))
    .filter(id => id && !document.getElementById(id))"""

# WCAG 2.5.8: 24 by 24, but for links within a sentence; a box to tick has its label around it.
TOO_SMALL = """[...document.querySelectorAll(
        'button, .button, nav a, summary, input, select, textarea, th a, td a, li a')]
    .filter(e => e.checkVisibility() && !e.closest('.unseen') && !e.matches('.unseen') && e.type !== 'hidden')
    .filter(e => !(e.matches('a') && [...e.parentNode.childNodes].some(n => n.nodeType === 3 && n.data.trim())))
    .map(e => ['radio', 'checkbox'].includes(e.type) ? e.labels[0] : e)
    .filter(e => { const box = e.getBoundingClientRect(); return box.height < 24 || box.width < 24; })
    .map(e => e.outerHTML.slice(0, 200))"""

# Called after a Tab, so that the focus counts as the keyboard's. An answer among three is framed by its label.
FOCUS_UNSEEN = """[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter(e => e.checkVisibility() || e.matches('.skip, .unseen'))
    .filter(e => {
        e.focus();
        const seen = [e, e.closest('.choice')].filter(Boolean).map(x => getComputedStyle(x));
        return document.activeElement === e
            && !seen.some(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2);
    })
    .map(e => e.outerHTML.slice(0, 200))"""

TOO_WIDE = "Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"

# A table that lies as blocks has no heads of columns: whatever is but numbers or days says in front what it is.
UNLABELLED = """[...document.querySelectorAll('table:not(.almanac, .map) tbody tr > :not(:first-child)')]
    .filter(e => e.checkVisibility() && e.closest('table').tHead?.checkVisibility() === false)
    .filter(e => /\\d/.test(e.innerText) && !e.innerText.replaceAll(
        /(jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]*|[\\d\\s.:–-]/g, ''))
    .filter(e => getComputedStyle(e, '::before').content === 'none')
    .map(e => e.outerHTML.slice(0, 160))"""

# Text that runs out of a box which does not let it.
CLIPPED = """[...document.querySelectorAll('main *, header *, footer *')]
    .filter(e => e.checkVisibility() && !e.closest('.unseen'))
    .filter(e => !['INPUT', 'TEXTAREA', 'SELECT', 'svg'].includes(e.tagName))
    .filter(e => !e.closest('svg') && ['hidden', 'clip'].includes(getComputedStyle(e).overflowX))
    .filter(e => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
    .map(e => e.outerHTML.slice(0, 160))"""

# Forced colours: what is a button has an edge; what is drawn differs from the ground by at least 3 to 1.
UNDRAWN = """(() => {
    const parts = colour => colour.match(/[\\d.]+/g).map(Number);
    const linear = c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
    const light = colour => {
        const [r, g, b] = parts(colour).map(linear);
        return .2126 * r + .7152 * g + .0722 * b;
    };
    const apart = (a, b) => {
        const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
        return (x + .05) / (y + .05);
    };
    const ground = getComputedStyle(document.documentElement).backgroundColor;
    const drawn = s => [s.fill, s.stroke].filter(c => c.startsWith('rgb') && parts(c)[3] !== 0);
    const under = e => {
        const disc = e.matches('circle + path') ? getComputedStyle(e.previousElementSibling).fill : '';
        return disc.startsWith('rgb') ? disc : ground;
    };
    const kinds = '.button, button:not(.plain):not(.unseen), input:not([type=hidden]), select, textarea';
    const buttons = [...document.querySelectorAll(kinds)]
        .filter(e => e.checkVisibility() && !['radio', 'checkbox'].includes(e.type))
        .filter(e => parseFloat(getComputedStyle(e).borderTopWidth) < 1);
    const shapes = [...document.querySelectorAll('svg :is(path, rect, circle)')].filter(e => e.checkVisibility())
        .map(e => [e, drawn(getComputedStyle(e))])
        .filter(([e, colours]) => colours.length && !colours.some(c => apart(c, under(e)) >= 3)).map(([e]) => e);
    return [...buttons, ...shapes].map(e => e.outerHTML.slice(0, 160));
})()"""
