'use strict';
(() => {
const report = JSON.parse(document.getElementById('data').textContent);
const $ = id => document.getElementById(id);

// Small things.

const SVG = 'http://www.w3.org/2000/svg';
function el(name, props, ...children) {
  const node = document.createElement(name);
  fill(node, props, children);
  return node;
}
function svg(name, props, ...children) {
  const node = document.createElementNS(SVG, name);
  fill(node, props, children);
  return node;
}
function fill(node, props, children) {
  for (const key in props || {}) {
    if (key.startsWith('on')) node.addEventListener(key.slice(2), props[key]);
    else if (props[key] !== null && props[key] !== undefined && props[key] !== false) node.setAttribute(key, props[key]);
  }
  for (const child of children.flat(Infinity)) if (child !== null && child !== undefined) node.append(child);
}
function seconds(nanos) {
  if (nanos >= 1e9) return (nanos / 1e9).toFixed(nanos % 1e9 === 0 && nanos >= 1e10 ? 0 : 3) + ' s';
  if (nanos >= 1e6) return (nanos / 1e6).toFixed(nanos >= 1e7 ? 0 : 1) + ' ms';
  return nanos === 0 ? '0' : (nanos / 1e6).toFixed(3) + ' ms';
}
const clock = nanos => (nanos / 1e9).toFixed(6);
function times(count, one, many) { return count + ' ' + (count === 1 ? one : many || one + 's'); }

// The connects, flat, each with its test and network.

const GLYPH = { established: '●', refused: '✕', unreachable: '⊘', timedout: '◷', gaveup: '◧', other: '!', pending: '…' };
const CLASS_NAME = { established: 'established', refused: 'refused', unreachable: 'unreachable', timedout: 'timed out', gaveup: 'application gave up', other: 'other errors', pending: 'pending' };
function classOf(c) {
  if (c.kind === 'established') return 'established';
  if (c.kind === 'pending') return 'pending';
  if (c.kind === 'abandoned') return 'gaveup';
  if (c.errno === 'ECONNREFUSED' || c.errno === 'ECONNRESET') return 'refused';
  if (c.errno === 'ETIMEDOUT') return 'timedout';
  return /UNREACH|HOSTDOWN|NETDOWN|ENONET/.test(c.errno) ? 'unreachable' : 'other';
}
const all = [];
for (const test of report.tests) {
  for (const network of test.networks) {
    for (const connect of network.connects) {
      connect.test = test;
      connect.network = network;
      connect.type = classOf(connect);
      connect.ends = connect.ended === null ? latest(connect) : connect.ended;
      connect.length = connect.ends - connect.began;
      connect.ordinal = all.length;
      all.push(connect);
    }
  }
}
function latest(c) {
  let last = c.began;
  for (const a of c.arrows) last = Math.max(last, a.arrived === null ? a.sent : a.arrived);
  for (const n of c.notes) last = Math.max(last, n.at);
  return last;
}
function ending(c) {
  switch (c.kind) {
    case 'established': return 'established';
    case 'pending': return 'still pending';
    case 'abandoned': return 'given up by the application';
    default: return c.errno || 'failed';
  }
}
const testName = t => (t.container ? t.container.replace(/^.*\./, '') + ' › ' : '') + t.name;
function exceptionOf(c) {
  if (c.application && c.application.exception) return c.application.exception + ': ' + c.application.message;
  return c.jdk || '';
}
function haystack(c) {
  if (!c.hay) {
    c.hay = [testName(c.test), c.test.container, c.address, ending(c), CLASS_NAME[c.type], exceptionOf(c), c.stoppedBy, c.test.outcome,
      ...c.columns.map(col => col.name)].join('\n').toLowerCase();
  }
  return c.hay;
}

// Filter and list.

const ROW = 72, AROUND = 8;
let shown = all, chosen = -1;
const filter = { types: new Set(), outcomes: new Set() };
const rows = new Map();
const scroller = $('scroller'), list = $('list');

function applyFilter() {
  const words = $('query').value.toLowerCase().split(/\s+/).filter(Boolean);
  shown = all.filter(c => (filter.types.size === 0 || filter.types.has(c.type))
    && (filter.outcomes.size === 0 || filter.outcomes.has(c.test.outcome))
    && words.every(word => haystack(c).includes(word)));
  $('count').textContent = shown.length === all.length ? times(all.length, 'connect') : shown.length + ' of ' + times(all.length, 'connect');
  list.style.height = shown.length * ROW + 'px';
  for (const row of rows.values()) row.remove();
  rows.clear();
  scroller.scrollTop = 0;
  paint();
}
let painting = false;
function paint() {
  painting = false;
  const from = Math.max(0, Math.floor(scroller.scrollTop / ROW) - AROUND);
  const to = Math.min(shown.length, Math.ceil((scroller.scrollTop + scroller.clientHeight) / ROW) + AROUND);
  for (const [index, row] of rows) if (index < from || index >= to) { row.remove(); rows.delete(index); }
  for (let i = from; i < to; i++) {
    if (!rows.has(i)) {
      const row = makeRow(shown[i], i);
      rows.set(i, row);
      list.append(row);
    }
  }
  const active = shown.findIndex(c => c.ordinal === chosen);
  if (rows.has(active)) list.setAttribute('aria-activedescendant', 'row' + chosen);
  else list.removeAttribute('aria-activedescendant');
}
scroller.addEventListener('scroll', () => { if (!painting) { painting = true; requestAnimationFrame(paint); } }, { passive: true });
new ResizeObserver(() => paint()).observe(scroller);

function makeRow(c, index) {
  return el('div', { class: 'row', id: 'row' + c.ordinal, role: 'option', style: 'top:' + index * ROW + 'px', 'aria-selected': String(c.ordinal === chosen),
      'aria-setsize': shown.length, 'aria-posinset': index + 1, onclick: () => choose(c.ordinal, true) },
    el('div', { class: 'a' }, el('span', {}, c.address), el('span', {}, seconds(c.length))),
    el('div', { class: 'b' }, el('span', { class: c.type }, GLYPH[c.type] + ' ' + ending(c)), strip(c, 96, 12)),
    el('div', { class: 'c' }, (c.test.outcome === 'failed' ? '✕ ' : '') + testName(c.test)));
}

/** What a capture on the client shows, on an axis without folds. */
function strip(c, width, height) {
  const x = t => 2 + (width - 4) * (c.length === 0 ? 0 : (t - c.began) / c.length);
  const image = svg('svg', { width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true', style: 'flex:none' },
    svg('line', { x1: 0, x2: width, y1: height - 1.5, y2: height - 1.5, class: 'life' }));
  for (const a of c.arrows) {
    if (a.captured) {
      const at = x(a.host === 'client' && a.direction === 'In' && a.arrived !== null ? a.arrived : a.sent);
      image.append(svg('line', { x1: at, x2: at, y1: (a.layer === 'arp' || a.layer === 'ndp') ? height * .45 : 0, y2: height - 1.5, stroke: 'currentColor', 'stroke-width': 1.5, class: tone(a) }));
    }
  }
  return image;
}

list.addEventListener('keydown', event => {
  let at = shown.findIndex(c => c.ordinal === chosen);
  const page = Math.max(1, Math.floor(scroller.clientHeight / ROW) - 1);
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: page, PageUp: -page, Home: -1e9, End: 1e9 }[event.key];
  if (step !== undefined && shown.length) {
    at = Math.max(0, Math.min(shown.length - 1, at + step));
    choose(shown[at].ordinal, false);
    reveal(at);
    event.preventDefault();
  } else if (event.key === 'Enter' && chosen >= 0) {
    choose(chosen, true);
    $('detail').focus();
  }
});
function reveal(index) {
  const top = index * ROW;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top + ROW > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = top + ROW - scroller.clientHeight;
  paint();
}
document.addEventListener('keydown', event => {
  if (event.key === '/' && document.activeElement !== $('query')) { $('query').focus(); event.preventDefault(); }
  if (event.key === 'Escape') {
    hideTip();
    if (document.activeElement === $('query')) { $('query').value = ''; applyFilter(); list.focus(); }
    else { document.body.classList.remove('chosen'); list.focus(); }
  }
});

/** Shows a connect; `open` also on a phone, where the list and the diagram take turns. */
function choose(ordinal, open) {
  const before = document.getElementById('row' + chosen);
  if (before) before.setAttribute('aria-selected', 'false');
  chosen = ordinal;
  const row = document.getElementById('row' + chosen);
  if (row) row.setAttribute('aria-selected', 'true');
  list.setAttribute('aria-activedescendant', 'row' + chosen);
  if (open) document.body.classList.add('chosen');
  history.replaceState(null, '', '#connect=' + (ordinal + 1));
  requestAnimationFrame(() => { if (chosen === ordinal) show(all[ordinal]); });
}

// One connect.

let pinned = null;
function show(c) {
  const detail = $('detail');
  pinned = null;
  hideTip();
  detail.scrollTop = 0;
  detail.replaceChildren(
    el('button', { id: 'back', onclick: () => { document.body.classList.remove('chosen'); list.focus(); } }, '‹ All connects'),
    ...parts(c, Math.min(1020, Math.max(300, (detail.clientWidth || innerWidth) - (innerWidth <= 760 ? 32 : 56))), true),
    el('p', { class: 'keys' }, el('kbd', {}, '/'), ' filter   ', el('kbd', {}, '↑'), ' ', el('kbd', {}, '↓'), ' in the list: another connect, in the diagram: another packet   ',
      el('kbd', {}, 'Enter'), ' opens   ', el('kbd', {}, 'Esc'), ' back'));
}
let resizing = 0;
addEventListener('resize', () => { clearTimeout(resizing); resizing = setTimeout(() => { if (chosen >= 0) show(all[chosen]); }, 120); });

function parts(c, width, live) {
  const packet = el('div', { class: 'packet', 'aria-live': 'polite', hidden: '' });
  return [head(c),
    el('section', {}, el('h3', {}, 'On the clock'),
      el('p', { class: 'hint' }, 'What a capture on the client shows, ' + seconds(c.length) + ' without a fold.'), overview(c, width)),
    el('section', {}, el('h3', {}, 'Ladder'),
      el('p', { class: 'hint' }, 'Time runs down. Silences are folded, their length is written on the fold.' + (live ? ' Hover over or tap a packet to decode it.' : '')),
      ladder(c, width, live ? a => pin(c, a, packet) : null), end(c), packet),
    el('section', {}, el('h3', {}, 'Down, over and back'), journey(c)),
    el('section', {}, el('h3', {}, 'Everything in order'), everything(c, !live))].flat();
}

function head(c) {
  const facts = [['Test', testName(c.test) + (c.test.outcome === 'none' ? '' : ', ' + c.test.outcome)]];
  if (c.test.failure) facts.push(['Failure', c.test.failure]);
  if (c.stoppedBy) facts.push(['Stopped by', c.stoppedBy]);
  const syns = c.arrows.filter(a => a.captured && a.label.startsWith('SYN') && a.label !== 'SYN-ACK').length;
  const arps = c.arrows.filter(a => a.captured && /^(ARP|NDP) who-has/.test(a.label) && a.direction === 'Out').length;
  facts.push(['Sent', times(syns, 'SYN') + ', ' + times(arps, arps && c.arrows.some(a => a.layer === 'ndp') ? 'neighbour solicitation' : 'ARP request')]);
  if (c.application && c.application.gaveUp) facts.push(['Who gave up', c.application.gaveUp]);
  facts.push(['From', c.local], ['Network', c.network.profile + ', seed ' + c.network.seed]);
  return el('div', { class: 'head' },
    el('h2', {}, c.address),
    el('p', { class: 'end ' + c.type }, GLYPH[c.type] + ' ' + ending(c) + (c.kind === 'pending' ? '' : ' after ' + seconds(c.length))),
    el('dl', { class: 'facts' }, facts.map(([k, v]) => [el('dt', {}, k), el('dd', {}, v)])));
}

/** The exception and the line of the application it reached. */
function end(c) {
  const exception = exceptionOf(c), app = c.application;
  const lines = [el('b', {}, exception || (c.kind === 'established' ? 'connected' : c.kind === 'pending' ? 'still waiting' : 'no exception'))];
  if (!app && c.jdk) lines.push(el('div', {}, 'what the JDK throws for ' + c.errno));
  if (app) {
    if (app.callers.length) lines.push(el('div', {}, 'at ', el('code', {}, app.callers[0])));
    if (app.thread) lines.push(el('div', {}, 'in ' + app.thread));
    if (app.gaveUp) lines.push(el('div', {}, app.gaveUp));
    if (app.callers.length > 1) {
      lines.push(el('details', {}, el('summary', {}, times(app.callers.length - 1, 'frame') + ' above it'), app.callers.slice(1).map(frame => el('div', {}, el('code', {}, frame)))));
    }
  }
  return el('div', { class: 'ending ' + c.type }, lines);
}

function tone(a) {
  if (a.layer === 'ndp') return 'arp';
  if (a.layer !== 'tcp') return a.layer;
  return a.label.startsWith('SYN-ACK') ? 'tcp syn-ack' : a.label === 'ACK' ? 'tcp ack' : a.label === 'RST' ? 'tcp rst' : 'tcp';
}

function overview(c, width) {
  const H = 46, L = 8, R = 24, span = Math.max(1, c.length);
  const x = t => L + (width - L - R) * (t - c.began) / span;
  const image = svg('svg', { width, height: H, viewBox: `0 0 ${width} ${H}`, role: 'img', 'aria-label': 'Packets of this connect on a time axis of ' + seconds(c.length) },
    svg('line', { x1: L, x2: width - R, y1: 28, y2: 28, class: 'life' }));
  const step = nice(span / Math.max(2, Math.floor(width / 110)));
  for (let t = 0; t <= span; t += step) {
    image.append(svg('line', { x1: x(c.began + t), x2: x(c.began + t), y1: 28, y2: 32, class: 'life' }),
      svg('text', { x: x(c.began + t), y: 43, 'font-size': 10.5, class: 'soft', 'text-anchor': t === 0 ? 'start' : 'middle' }, seconds(t).replace(/\.0+( m?s)$|(\.\d*?)0+( m?s)$/, '$1$2$3')));
  }
  for (const a of c.arrows) {
    if (!a.captured) continue;
    const at = x(a.direction === 'In' && a.device !== 'lo' && a.arrived !== null ? a.arrived : a.sent);
    const g = svg('g', { class: tone(a) });
    g.append(svg('line', { x1: at, x2: at, y1: (a.layer === 'arp' || a.layer === 'ndp') ? 16 : 6, y2: 28, stroke: 'currentColor', 'stroke-width': 1.75 }));
    if (a.label === 'RST' || a.layer === 'icmp') g.append(svg('circle', { cx: at, cy: 6, r: 3, fill: 'currentColor' }));
    image.append(g);
  }
  if (c.kind !== 'pending') {
    image.append(svg('path', { d: `M${x(c.ends)} 4V32`, stroke: 'currentColor', 'stroke-width': 3, class: c.type }));
  }
  return image;
}
function nice(rough) {
  const power = Math.pow(10, Math.floor(Math.log10(Math.max(1, rough))));
  for (const m of [1, 2, 5, 10]) if (m * power >= rough) return m * power;
  return 10 * power;
}

// The ladder.

const FOLD_OVER = 6e6, PER_MILLI = 13, LINE = 19;

/**
 * Gives every moment its height: in proportion to time while something happens, at least a line apart where there is something to
 * read, and folded where nothing happens for long.
 */
function layOut(c, narrow) {
  const moments = [];
  const starts = c.arrows.slice().sort((a, b) => a.sent - b.sent || a.entry - b.entry);
  const arrivals = new Set();
  for (const a of starts) if (a.arrived !== null) arrivals.add(a.packet + '/' + a.to + '/' + a.arrived);
  for (const w of c.waits) moments.push({ at: w.from, rank: 1, order: -1, room: LINE, item: w });
  for (const a of starts) {
    const goesOn = arrivals.has(a.packet + '/' + a.from + '/' + a.sent);
    moments.push({ at: a.sent, rank: 2, order: a.entry, room: goesOn ? 0 : LINE, item: a, start: true });
    if (a.arrived !== null && a.arrived > a.sent) moments.push({ at: a.arrived, rank: 0, order: a.entry, room: 8, item: a });
  }
  for (const n of c.notes) if (!n.minor) moments.push({ at: n.at, rank: 1, order: n.entry, room: 17, item: n });
  for (const b of c.socket.concat(c.neighbour)) moments.push({ at: b.from, rank: 3, order: 1e12, room: 0, item: b });
  moments.push({ at: c.ends, rank: 4, order: 1e15, room: 14, item: null });
  moments.sort((a, b) => a.at - b.at || (a.rank >= 3 ? 1 : 0) - (b.rank >= 3 ? 1 : 0) || a.order - b.order || a.rank - b.rank);
  let y = 12, before = c.began, reached = 0;
  const first = new Map(), last = new Map(), folds = [], ys = new Map();
  for (const m of moments) {
    const gap = m.at - before;
    if (gap > FOLD_OVER) {
      const height = 24 + 4.5 * Math.log2(gap / FOLD_OVER);
      folds.push({ y: y + 5, height, nanos: gap });
      y += height + 10 + (m.room > 8 ? 8 : 0);
    } else {
      y += Math.max(gap / 1e6 * PER_MILLI, reached || m.room > 8 ? m.room : 0);
    }
    reached = 1;
    before = m.at;
    if (!first.has(m.at)) first.set(m.at, y);
    last.set(m.at, y);
    if (m.item) {
      const own = ys.get(m.item) || {};
      own[m.start || m.item.arrived === undefined ? 'from' : 'to'] = y;
      ys.set(m.item, own);
    }
  }
  return { y: at => first.has(at) ? first.get(at) : y, lastAt: at => last.get(at), of: item => ys.get(item) || {}, folds, height: y, marks: [...first] };
}

function ladder(c, width, onPin) {
  const narrow = width < 560;
  const size = narrow ? 10 : 11.5;
  const gutter = narrow ? 52 : 84, edge = narrow ? 30 : 74, lead = narrow ? 22 : 78, TOP = narrow ? 46 : 52;
  const n = c.columns.length;
  const x = i => n === 1 ? (gutter + width - edge) / 2 : gutter + lead + (width - gutter - lead - edge) * i / (n - 1);
  const lay = layOut(c, narrow);
  const Y = y => TOP + y;
  const height = Y(lay.height) + 20;
  const image = svg('svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'group', 'aria-label': 'Ladder diagram: ' + c.columns.map(col => col.name).join(', ') });
  const back = svg('g', { 'aria-hidden': 'true' }), bars = svg('g', { 'aria-hidden': 'true' }), arrows = svg('g', {}), words = svg('g', {});
  image.append(back, bars, arrows, words);

  // Columns and the place of the tap.
  const room = n > 1 ? (x(1) - x(0)) : width - gutter;
  c.columns.forEach((col, i) => {
    back.append(svg('line', { x1: x(i), x2: x(i), y1: TOP - 6, y2: height - 8, class: 'life ' + col.kind }));
    const own = Math.min(room - 6, 2 * Math.min(x(i), width - x(i)));
    back.append(svg('text', { x: x(i), y: TOP - (narrow ? 26 : 30), 'text-anchor': 'middle', 'font-size': size + 1, 'font-weight': 650 }, fit(col.name, own, size + 1)),
      svg('text', { x: x(i), y: TOP - (narrow ? 13 : 15), 'text-anchor': 'middle', 'font-size': size - .5, class: 'soft' }, fit(col.detail, own, size - .5)));
  });
  const neighbours = c.columns.findIndex(col => col.kind === 'neighbours');
  if (neighbours >= 0 && neighbours + 1 < n) {
    const tap = x(neighbours) + room * .16;
    back.append(svg('line', { x1: tap, x2: tap, y1: TOP - 4, y2: height - 8, class: 'tap' }),
      svg('text', { x: tap + 4, y: height - 1, 'font-size': size - 1.5, class: 'soft' }, narrow ? 'tap' : 'tap: a capture shows what crosses this line'));
  }

  // Time: a figure at every moment, none twice, none on another.
  let free = -1e9;
  for (const [at, y] of lay.marks) {
    if (Y(y) - free >= size + 1.5) {
      back.append(svg('text', { x: gutter - 10, y: Y(y) + 4, 'text-anchor': 'end', 'font-size': size - .5, class: 'soft', style: 'font-variant-numeric:tabular-nums' },
        narrow ? seconds(at - c.began) : clock(at - c.began)));
      free = Y(y);
    }
  }
  for (const fold of lay.folds) {
    const mid = Y(fold.y) + fold.height / 2;
    back.append(svg('rect', { x: gutter, y: Y(fold.y), width: width - gutter, height: fold.height, class: 'fold' }),
      svg('path', { class: 'foldline', d: zigzag(gutter, width, Y(fold.y)) + zigzag(gutter, width, Y(fold.y) + fold.height) }),
      svg('text', { x: narrow ? width - 6 : gutter - 10, y: mid + 4, 'text-anchor': 'end', 'font-size': size, 'font-weight': 600, class: narrow ? 'halo' : '' }, seconds(fold.nanos)));
  }

  // States.
  const bar = (list, column, name) => list.forEach((b, i) => {
    const from = Y(lay.y(b.from)), to = i === list.length - 1 ? Math.max(from + 14, Y(lay.height) + 8) : Y(lay.y(b.to));
    if (to - from < .5) return;
    bars.append(svg('rect', { x: column - 4.5, y: from, width: 9, height: to - from, class: 'bar' },
      svg('title', {}, name + ' ' + b.state + (b.cause ? ': ' + b.cause : ''))));
    if (to - from > 8) bars.append(svg('text', { class: 'barlabel halo', 'text-anchor': 'end', transform: `translate(${column - 8} ${i === list.length - 1 ? Math.max(from + 9, Y(lay.height) + 9) : from + 9})`, 'font-size': size - 1.5 }, narrow ? short(b.state) : b.state));
  });
  bar(c.socket, x(0), 'socket');
  if (neighbours >= 0) bar(c.neighbour, x(neighbours), 'neighbour');

  // The unresolved queue.
  for (const w of c.waits) {
    const at = lay.of(w).from, from = Y(at === undefined ? lay.y(w.from) : at), to = Y(lay.y(w.to));
    const right = x(neighbours) + 9;
    bars.append(svg('rect', { x: right, y: from, width: narrow ? 6 : 9, height: Math.max(8, to - from), class: 'queue' },
      svg('title', {}, w.what + ' in the unresolved queue for ' + seconds(w.to - w.from))));
    const g = svg('g', { class: 'arrow tcp queued' },
      svg('path', { class: 'shaft', d: `M${x(0) + 5} ${from}H${right - 6}` }), svg('path', { class: 'head', d: point(right - 1, from, right - 20, from) }),
      svg('text', { x: (x(0) + x(neighbours)) / 2, y: from - 4, 'text-anchor': 'middle', 'font-size': size, class: 'halo' }, fit(w.what + (narrow ? '' : ', parked'), room - 16, size)));
    arrows.append(g);
    if (!narrow) words.append(svg('text', { x: right + 14, y: from - 6, 'font-size': size - 1, class: 'halo', style: 'fill:var(--arp)' },
      fit('unresolved queue: ' + seconds(w.to - w.from), room - 30, size - 1)));
  }

  // Packets.
  const order = [];
  for (const a of c.arrows) {
    const own = lay.of(a);
    const y1 = Y(own.from), y2 = own.to === undefined ? y1 : Y(own.to);
    const inset = i => c.columns[i].kind === 'neighbours' || i === 0 ? 5 : 0;
    const dir = x(a.to) >= x(a.from) ? 1 : -1;
    const x1 = x(a.from) + dir * inset(a.from);
    let x2 = x(a.to) - dir * inset(a.to), yEnd = y2;
    if (a.fate === 'lost' || a.fate === 'under_way') x2 = x1 + (x2 - x1) * .6;
    const g = svg('g', { class: 'arrow ' + tone(a), role: 'button', tabindex: -1 },
      svg('path', { class: 'hit', d: `M${x1} ${y1}L${x2} ${yEnd}` }),
      svg('path', { class: 'shaft', d: `M${x1} ${y1}L${x2 - (a.fate === 'arrived' ? dir * 5 : 0)} ${yEnd}` }));
    if (a.fate === 'arrived') g.append(svg('path', { class: 'head', d: point(x2, yEnd, x1, y1) }));
    else if (a.fate === 'nobody_there') g.append(svg('circle', { class: 'open', cx: x2, cy: yEnd, r: 4 }));
    else if (a.fate === 'lost') g.append(svg('path', { class: 'shaft', d: `M${x2 - 4} ${yEnd - 4}l8 8m0-8l-8 8` }));
    else g.append(svg('text', { x: x2 + dir * 4, y: yEnd + 4, 'text-anchor': dir > 0 ? 'start' : 'end', 'font-size': size }, '…'));
    if (a.label === 'RST' && a.fate === 'arrived') g.append(svg('path', { class: 'shaft', d: `M${x2 - dir * 13} ${yEnd - 4}v8` }));
    const span = Math.abs(x2 - x1), label = pick(a, narrow, span - 14, size);
    g.setAttribute('aria-label', describe(c, a, label));
    const lift = span ? Math.abs(yEnd - y1) / span * label.length * size * .28 : 0;
    g.append(svg('text', { x: (x1 + x2) / 2, y: (y1 + yEnd) / 2 - 4 - lift, 'text-anchor': 'middle', 'font-size': size, class: 'halo' }, label));
    if (onPin) {
      g.addEventListener('pointerenter', event => { if (event.pointerType === 'mouse') tip(c, a, event.clientX, event.clientY); });
      g.addEventListener('pointerleave', hideTip);
      g.addEventListener('focus', () => { const box = g.getBoundingClientRect(); if (g.matches(':focus-visible')) tip(c, a, box.left + box.width / 2, box.bottom); });
      g.addEventListener('blur', hideTip);
      g.addEventListener('click', () => { mark(g); onPin(a); });
      g.addEventListener('keydown', event => {
        const to = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
        if (to) {
          const next = order[order.indexOf(g) + to];
          if (next) { g.setAttribute('tabindex', -1); next.setAttribute('tabindex', 0); next.focus(); }
          event.preventDefault();
        } else if (event.key === 'Enter' || event.key === ' ') { mark(g); onPin(a); event.preventDefault(); }
      });
    } else {
      g.removeAttribute('role'); g.removeAttribute('tabindex'); g.removeAttribute('aria-label');
    }
    order.push(g);
    arrows.append(g);
  }
  const mark = g => { order.forEach(o => o.classList.toggle('on', o === g)); };
  if (onPin && order.length) order[0].setAttribute('tabindex', 0);

  // What no capture shows.
  for (const note of c.notes) {
    if (note.minor) continue;
    const y = Y(lay.of(note).from), at = x(note.column), right = note.column >= n - 1 || at > width * .62;
    const space = right ? Math.min(at - gutter, room * 2) - 16 : note.column + 1 < n ? room - 24 : width - at - 12;
    words.append(svg('circle', { cx: at, cy: y, r: 3, fill: 'var(--soft)' }),
      svg('text', { x: at + (right ? -9 : 12), y: y + 4, 'text-anchor': right ? 'end' : 'start', 'font-size': size - .5, class: 'halo soft' },
        fit(note.text.replace(/->/g, '→'), space, size - .5), svg('title', {}, note.text)));
  }
  if (c.kind !== 'pending') {
    words.append(svg('circle', { cx: x(0), cy: Y(lay.height), r: 5.5, fill: 'currentColor', class: c.type }),
      svg('text', { x: x(0) + 13, y: Y(lay.height) + 4, 'font-size': size + .5, 'font-weight': 700, class: 'halo', style: `fill:currentColor` }, ending(c)));
    words.lastChild.classList.add(c.type);
  }
  return image;
}
const short = state => ({ ESTABLISHED: 'ESTAB', INCOMPLETE: 'INCOMPL', REACHABLE: 'REACH', SYN_SENT: 'SYN_S', CLOSED: '' }[state] ?? state);
/** The longest of a packet's names that there is room for. */
function pick(a, narrow, width, size) {
  const names = narrow ? [] : [a.label];
  if ((a.layer === 'arp' || a.layer === 'ndp')) {
    const [, mac] = a.label.split(' is-at ');
    const how = a.label.slice(0, 4);
    names.push(...(mac ? [how + 'is-at ' + mac, how + 'is-at', 'is-at'] : [a.label.slice(4), how + 'who-has', 'who-has']));
  } else if (a.layer === 'icmp') {
    names.push(a.label.replace(/(\d+\.){3}\d+ /, ''), 'ICMP unreachable', 'ICMP');
  } else {
    names.push(a.label, a.label.replace(', again', ''), a.label.replace(/,.*/, ''));
  }
  return names.find(name => name.length * size * .56 <= width) || names[names.length - 1];
}
function point(x, y, fromX, fromY) {
  const angle = Math.atan2(y - fromY, x - fromX), s = 8;
  const at = turn => `${(x - s * Math.cos(angle + turn)).toFixed(1)} ${(y - s * Math.sin(angle + turn)).toFixed(1)}`;
  return `M${x} ${y}L${at(.42)}L${at(-.42)}Z`;
}
function zigzag(from, to, y) {
  let d = `M${from} ${y}`;
  for (let x = from, up = 1; x < to; x += 7, up = -up) d += `l7 ${up * 3}`;
  return d;
}
/** Cuts a text to a width, by the mean width of a letter: nothing here may wait for the layout. */
function fit(text, width, size) {
  const most = Math.max(2, Math.floor(width / (size * .56)));
  return text.length <= most ? text : text.slice(0, most - 1) + '…';
}
/** For who hears the diagram: with the words that are seen, and all of them. */
function describe(c, a, label) {
  const end = { arrived: '', lost: ', lost', nobody_there: ', nobody there', under_way: ', under way' }[a.fate];
  return label + ', ' + clock(a.sent - c.began) + ' s, ' + c.columns[a.from].name + ' to ' + c.columns[a.to].name + end
    + (label === a.label ? '' : ', ' + a.label);
}

// Packets, decoded.

function bytesOf(a) {
  const bytes = new Uint8Array(a.bytes.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(a.bytes.substr(2 * i, 2), 16);
  return bytes;
}
function decode(bytes) {
  const layers = [];
  const u8 = i => bytes[i] || 0, u16 = i => u8(i) << 8 | u8(i + 1), u32 = i => u16(i) * 65536 + u16(i + 2);
  const mac = i => [...bytes.slice(i, i + 6)].map(b => b.toString(16).padStart(2, '0')).join(':');
  const ip = i => [...bytes.slice(i, i + 4)].join('.');
  const hex = (value, digits) => '0x' + value.toString(16).padStart(digits, '0');
  const type = u16(12);
  layers.push(['Ethernet', [['from', mac(6)], ['to', mac(0) + (mac(0) === 'ff:ff:ff:ff:ff:ff' ? ' (broadcast)' : '')], ['type', hex(type, 4) + ({ 0x800: ' IPv4', 0x806: ' ARP', 0x86dd: ' IPv6' }[type] || '')]]]);
  if (type === 0x806) {
    layers.push(['ARP', [['operation', u16(20) === 1 ? '1 request' : '2 reply'], ['sender', ip(28) + ' ' + mac(22)], ['target', ip(38) + ' ' + mac(32)]]]);
  } else if (type === 0x800) {
    ipv4(14, 'IPv4');
  } else if (type === 0x86dd) {
    ipv6(14, 'IPv6');
  }
  return layers;
  function ip6(i) {
    const words = [];
    for (let k = 0; k < 16; k += 2) words.push(u16(i + k).toString(16));
    return words.join(':').replace(/\b0(:0)+\b/, ':').replace(/:{3,}/, '::');
  }
  function ipv6(at, title) {
    const protocol = u8(at + 6);
    layers.push([title, [['from', ip6(at + 8)], ['to', ip6(at + 24)], ['next header', protocol + ({ 6: ' TCP', 17: ' UDP', 58: ' ICMPv6' }[protocol] || '')], ['hop limit', u8(at + 7)], ['length', u16(at + 4)]]]);
    if (protocol === 6) tcp(at + 40);
    if (protocol === 58) icmp6(at + 40);
  }
  function icmp6(at) {
    const kind = u8(at), names = { 1: 'destination unreachable', 2: 'packet too big', 3: 'time exceeded', 128: 'echo request', 129: 'echo reply', 135: 'neighbour solicitation', 136: 'neighbour advertisement' };
    const fields = [['type', kind + ' ' + (names[kind] || '')], ['code', u8(at + 1)], ['checksum', hex(u16(at + 2), 4)]];
    if (kind === 135 || kind === 136) fields.push(['target', ip6(at + 8)]);
    if ((kind === 135 || kind === 136) && bytes.length >= at + 32) fields.push(['link-layer address', mac(at + 26)]);
    layers.push(['ICMPv6', fields]);
    if (kind < 5 && bytes.length > at + 48) ipv6(at + 8, 'quotes IPv6');
  }
  function ipv4(at, title) {
    const length = (u8(at) & 15) * 4, flags = u16(at + 6), protocol = u8(at + 9);
    layers.push([title, [['from', ip(at + 12)], ['to', ip(at + 16)], ['protocol', protocol + ({ 1: ' ICMP', 6: ' TCP', 17: ' UDP' }[protocol] || '')], ['ttl', u8(at + 8)],
      ['id', hex(u16(at + 4), 4)], ['flags', flags & 0x4000 ? "don't fragment" : 'none'], ['length', u16(at + 2)], ['checksum', hex(u16(at + 10), 4)]]]);
    const next = at + length;
    if (protocol === 6) tcp(next);
    if (protocol === 1) icmp(next);
  }
  function icmp(at) {
    const kind = u8(at), code = u8(at + 1);
    const name = { 0: 'echo reply', 3: 'destination unreachable', 8: 'echo request', 11: 'time exceeded', 12: 'parameter problem' }[kind] || '';
    const codes = ['net', 'host', 'protocol', 'port', 'fragmentation needed', 'source route failed', 'net unknown', 'host unknown', 'isolated', 'net prohibited', 'host prohibited', 'net for TOS', 'host for TOS', 'admin prohibited'];
    layers.push(['ICMP', [['type', kind + ' ' + name], ['code', code + (kind === 3 && codes[code] ? ' ' + codes[code] : '')], ['checksum', hex(u16(at + 2), 4)]]]);
    if ((kind === 3 || kind === 11 || kind === 12) && bytes.length > at + 28) ipv4(at + 8, 'quotes IPv4');
  }
  function tcp(at) {
    const flags = u8(at + 13), names = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'].filter((name, bit) => flags & 1 << bit).join(' ');
    const fields = [['from port', u16(at)], ['to port', u16(at + 2)], ['flags', names], ['seq', u32(at + 4)]];
    if (flags & 16) fields.push(['ack', u32(at + 8)]);
    if (bytes.length < at + 20) { layers.push(['TCP', fields]); return; }
    fields.push(['window', u16(at + 14)], ['checksum', hex(u16(at + 16), 4)]);
    const end = at + (u8(at + 12) >> 4) * 4;
    for (let i = at + 20; i < end && u8(i) !== 0;) {
      const kind = u8(i), size = kind === 1 ? 1 : Math.max(2, u8(i + 1));
      if (kind === 2) fields.push(['mss', u16(i + 2)]);
      else if (kind === 3) fields.push(['window scale', u8(i + 2)]);
      else if (kind === 4) fields.push(['SACK', 'permitted']);
      else if (kind === 8) fields.push(['timestamps', u32(i + 2) + ' echo ' + u32(i + 6)]);
      i += size;
    }
    layers.push(['TCP', fields]);
  }
}
function dump(bytes) {
  const lines = [];
  for (let i = 0; i < bytes.length; i += 16) {
    const part = [...bytes.slice(i, i + 16)];
    lines.push(i.toString(16).padStart(4, '0') + '  ' + part.map(b => b.toString(16).padStart(2, '0')).join(' ').padEnd(48) + ' '
      + part.map(b => b >= 32 && b < 127 ? String.fromCharCode(b) : '.').join(''));
  }
  return lines.join('\n');
}
const fateWords = { arrived: '', lost: 'lost on the way', nobody_there: 'nobody there to receive it', under_way: 'under way when the connect ended' };
function way(c, a) {
  return c.columns[a.from].name + ' → ' + c.columns[a.to].name + ', sent at ' + clock(a.sent - c.began) + ' s, '
    + (a.arrived === null ? fateWords[a.fate] : 'arrived at ' + clock(a.arrived - c.began) + ' s')
    + (a.captured ? '' : '; a capture on the client does not show it');
}
function pin(c, a, panel) {
  pinned = a;
  const bytes = bytesOf(a);
  panel.hidden = false;
  panel.replaceChildren(el('p', { class: 'line' }, a.text), el('p', {}, way(c, a)),
    el('div', { class: 'layers' }, decode(bytes).map(([title, fields]) => el('div', {}, el('h4', {}, title),
      el('dl', {}, fields.map(([k, v]) => [el('dt', {}, k), el('dd', {}, String(v))]))))),
    el('pre', { tabindex: 0, 'aria-label': 'The octets of the frame' }, dump(bytes)));
  panel.style.marginTop = '.75rem';
  panel.scrollIntoView({ block: 'nearest' });
}
function tip(c, a, x, y) {
  const node = $('tip');
  node.replaceChildren(el('div', { class: 'line' }, a.text), el('div', {}, way(c, a)));
  node.hidden = false;
  const box = node.getBoundingClientRect();
  node.style.left = Math.max(8, Math.min(innerWidth - box.width - 8, x + 12)) + 'px';
  node.style.top = (y + box.height + 24 > innerHeight ? Math.max(8, y - box.height - 12) : y + 16) + 'px';
}
function hideTip() { $('tip').hidden = true; }

// The journey and the table.

const MARK = { passed: '✓', waited: '◔', stopped: '✕', answered: '↩', never: '–' };
const PLACE = { socket: 'socket', tcp: 'TCP', ip: 'IP', neighbour: 'neighbour table', link: 'device', router: 'router', firewall: 'firewall', host: 'far host', icmp: 'ICMP', answer: 'answer', arp: 'ARP' };
function journey(c) {
  const stage = s => el('li', { class: 'stage ' + s.progress },
    el('b', {}, MARK[s.progress] + ' ' + (s.leg === 'over' || s.leg === 'up' ? c.columns[s.column].name + (s.layer === 'tcp' ? ', TCP' : '') : PLACE[s.layer] || s.layer)),
    s.at === null ? null : el('time', {}, clock(s.at - c.began)), s.words ? el('p', {}, s.words.replace(/->/g, '→')) : null);
  const leg = (name, title, legs) => {
    const stages = c.journey.filter(s => legs.includes(s.leg));
    return stages.length ? el('div', { class: name }, el('h4', {}, title), el('ol', {}, stages.map(stage))) : el('div', {});
  };
  return el('div', { class: 'journey' }, leg('down', '↓ down the client', ['down']), leg('over', '→ over', ['over']), leg('up', '↑ up the far side', ['up']),
    leg('home', '← back', ['back']));
}
function everything(c, open) {
  const lines = c.notes.map(n => ({ at: n.at, entry: n.entry, host: n.host, layer: n.layer, text: n.text, cap: false }))
    .concat(c.arrows.map(a => ({ at: a.captured && a.direction === 'In' && a.device !== 'lo' ? a.arrived : a.sent, entry: a.entry, host: a.host, layer: a.layer, text: a.text, cap: a.captured })))
    .sort((a, b) => a.at - b.at || a.entry - b.entry);
  const table = () => el('table', {}, el('thead', {}, el('tr', {}, ['s', 'host', 'layer', 'what'].map(t => el('th', { scope: 'col' }, t)))),
    el('tbody', {}, lines.map(l => el('tr', {}, el('td', {}, clock(l.at - c.began)), el('td', {}, l.host), el('td', {}, l.layer), el('td', { class: l.cap ? 'cap' : '' }, l.text.replace(/->/g, '→'))))));
  if (open) return table();
  const details = el('details', {}, el('summary', {}, times(lines.length, 'line')));
  details.addEventListener('toggle', () => { if (details.open && !details.querySelector('table')) details.append(table()); });
  return details;
}

// Chips, print, and the beginning.

function chips() {
  const box = $('chips');
  const chip = (set, value, label, count) => el('button', { type: 'button', 'aria-pressed': 'false', onclick: event => {
    const on = !set.has(value);
    if (on) set.add(value); else set.delete(value);
    event.currentTarget.setAttribute('aria-pressed', String(on));
    applyFilter();
  } }, label + ' ' + count);
  const count = key => all.reduce((counts, c) => counts.set(key(c), (counts.get(key(c)) || 0) + 1), new Map());
  for (const [type, many] of count(c => c.type)) box.append(chip(filter.types, type, GLYPH[type] + ' ' + CLASS_NAME[type], many));
  const outcomes = count(c => c.test.outcome);
  if (outcomes.size > 1) for (const [outcome, many] of outcomes) box.append(chip(filter.outcomes, outcome, outcome === 'none' ? 'no test' : 'test ' + outcome, many));
}
const MOST_PRINTED = 60;
addEventListener('beforeprint', () => {
  const chosenOnes = shown.slice(0, MOST_PRINTED);
  $('print').replaceChildren(el('h1', {}, report.title), el('p', {}, $('summary').textContent
      + (shown.length > MOST_PRINTED ? ' The first ' + MOST_PRINTED + ' are printed: filter for others.' : '')),
    ...chosenOnes.map(c => el('article', {}, parts(c, 680, false))));
});
addEventListener('afterprint', () => $('print').replaceChildren());

function fromHash() {
  const match = /#connect=(\d+)/.exec(location.hash), test = /#test=(.*)/.exec(location.hash);
  if (match && all[match[1] - 1]) return all[match[1] - 1].ordinal;
  const found = test && all.find(c => c.test.id === decodeURIComponent(test[1]));
  return found ? found.ordinal : -1;
}
const failed = new Set(all.filter(c => c.test.outcome === 'failed').map(c => c.test)).size;
$('summary').textContent = times(report.tests.length, 'test') + ', ' + times(all.length, 'connect') + (failed ? ', ' + times(failed, 'test') + ' failed' : '')
  + (report.leftOut ? '; ' + report.leftOut + ' more connects were not kept' : '');
chips();
$('query').addEventListener('input', applyFilter);
applyFilter();
if (all.length) {
  const wanted = fromHash();
  choose(wanted < 0 ? 0 : wanted, wanted >= 0);
  reveal(wanted < 0 ? 0 : wanted);
} else {
  $('detail').append(el('p', {}, 'No connect went to a simulated host.'));
}
addEventListener('hashchange', () => { const wanted = fromHash(); if (wanted >= 0 && wanted !== chosen) { choose(wanted, true); reveal(shown.findIndex(c => c.ordinal === wanted)); } });
})();
