(() => {
  'use strict';
  const data = JSON.parse(document.getElementById('data').textContent);
  const texts = data.texts;
  const S = {};
  data.states.forEach((name, i) => { S[name] = i; });
  const ENDS = new Set([S.succeeded, S.failed, S.cancelled]);
  const WAITS = new Set([S.submitted, S.blocked, S.queued, S.retrying]);
  const span = Math.max(1, data.to);
  const byId = (id) => document.getElementById(id);
  const text = (i) => (i < 0 ? '' : texts[i]);

  const jobs = data.jobs.map((raw, order) => {
    const [id, state, flat, attempts, kind, why, bytesIn, unknownIn, bytesOut, labels] = raw;
    const steps = [];
    for (let k = 0; k < flat.length; k += 4) {
      const next = k + 4 < flat.length ? flat[k + 5] : ENDS.has(flat[k]) ? flat[k + 1] : data.to;
      steps.push({ state: flat[k], from: flat[k + 1], to: Math.max(flat[k + 1], next), cause: flat[k + 2], why: flat[k + 3] });
    }
    const job = { order, id, state, steps, kind, why, bytesIn, unknownIn, bytesOut, waited: 0, ran: 0, labels: [] };
    for (let k = 0; labels && k < labels.length; k += 2) job.labels.push(text(labels[k]) + '=' + text(labels[k + 1]));
    job.attempts = attempts.map((a) => ({
      number: a[0], from: a[1], to: a[2], node: a[3], type: a[4], lease: a[5], share: a[6], exit: a[7], kind: a[8], why: a[9],
      cpu: a[10], memory: a[11], cost: a[12],
    }));
    job.first = steps[0].from;
    job.start = Infinity;
    for (const step of steps) {
      if (WAITS.has(step.state)) job.waited += step.to - step.from;
      if (step.state === S.running) {
        job.ran += step.to - step.from;
        job.start = Math.min(job.start, step.from);
      }
    }
    const last = job.attempts[job.attempts.length - 1];
    job.node = last ? text(last.node) : '';
    return job;
  });

  // Words and numbers.
  function time(ms) {
    if (ms < 1000) return Math.round(ms) + ' ms';
    const s = ms / 1000;
    if (s < 60) return (s < 10 ? s.toFixed(1) : Math.round(s)) + ' s';
    const parts = [[86400, 'd', 3600, 'h'], [3600, 'h', 60, 'm'], [60, 'm', 1, 's']].find((p) => s >= p[0]);
    const big = Math.floor(s / parts[0]);
    const small = Math.floor((s - big * parts[0]) / parts[2]);
    return big + ' ' + parts[1] + (small ? ' ' + small + ' ' + parts[3] : '');
  }
  function tick(ms, step) {
    if (ms === 0) return '0';
    if (step < 1000 && ms < 60000) return step < 100 ? ms + ' ms' : ms / 1000 + ' s';
    return time(ms);
  }
  const count = (n) => n.toLocaleString('en');
  function bytes(n) {
    const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
    let u = 0;
    while (n >= 1024 && u < 5) { n /= 1024; u++; }
    return (u && n < 10 ? n.toFixed(1) : Math.round(n)) + ' ' + units[u];
  }
  const money = (n) => (n < 0.01 ? n.toPrecision(2) : n.toFixed(2));
  function make(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === 'color') node.style.background = value;
      else node.setAttribute(name, value);
    }
    node.append(...children);
    return node;
  }
  const stateColor = (s) => 'var(--' + data.states[s] + ')';
  const key = (s) => make('i', { class: 'key', color: stateColor(s) });

  // Figures.
  const all = jobs.flatMap((job) => job.attempts);
  const of = (state) => jobs.filter((job) => job.state === state).length;
  const sum = (list, f) => list.reduce((n, x) => n + f(x), 0);
  function median(list) {
    const sorted = [...list].sort((a, b) => a - b);
    return sorted.length ? sorted[sorted.length >> 1] : 0;
  }
  const live = jobs.filter((job) => !ENDS.has(job.state)).length;
  const priced = all.filter((a) => a.cost >= 0);
  const unpriced = sum(all.filter((a) => a.cost < 0 && a.from >= 0), () => 1);
  function tile(value, name, title) {
    const node = make('div', title ? { title } : {}, make('b', {}, value), make('span', {}, name));
    byId('tiles').append(node);
  }
  tile(count(jobs.length), 'jobs');
  tile(count(of(S.succeeded)), 'succeeded');
  tile(count(of(S.failed)), 'failed');
  tile(count(of(S.cancelled)), 'cancelled');
  if (live) tile(count(live), 'live');
  tile(count(all.length), 'attempts ended');
  tile(time(data.to), 'from first to last');
  tile(time(sum(jobs, (job) => job.ran)), 'running, all jobs');
  tile(time(median(jobs.map((job) => job.waited))), 'waited, median');
  const unknownIn = sum(jobs, (job) => job.unknownIn);
  tile(bytes(sum(jobs, (job) => job.bytesIn)) + (unknownIn ? ' +' : ''), 'staged in',
    unknownIn ? count(unknownIn) + ' inputs of unknown size are not in it' : 'text, files and outputs of other jobs');
  tile(bytes(sum(jobs, (job) => job.bytesOut)), 'staged out');
  if (priced.length) {
    tile(money(sum(priced, (a) => a.cost)) + (unpriced ? ' +' : ''), 'cost, estimated',
      unpriced ? count(unpriced) + ' attempts on machines without a price are not in it' : 'by the prices that the host gave');
  }
  const iso = (ms) => new Date(data.from + ms).toISOString().replace('T', ' ').replace(/\.\d+Z/, ' UTC');
  const labels = [];
  for (let k = 0; k < data.labels.length; k += 2) labels.push(text(data.labels[k]) + '=' + text(data.labels[k + 1]));
  byId('when').textContent = (jobs.length ? iso(0) + ' to ' + iso(data.to) + (live ? ', still going on' : '') : 'no jobs')
    + (labels.length ? ' · ' + labels.join(' · ') : '');

  // Charts.
  const LEFT = 46;
  const BOTTOM = 20;
  function ticks(range, most) {
    const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5,
      108e5, 216e5, 432e5, 864e5, 1728e5, 432e6, 864e6, 2592e6, 7776e6, 31536e6];
    const step = steps.find((s) => range / s <= most) || range;
    const list = [];
    for (let t = 0; t <= range * 1.0001; t += step) list.push(t);
    return { step, list };
  }
  function round(n) {
    const power = 10 ** Math.floor(Math.log10(Math.max(1, n)));
    return [1, 2, 4, 5, 10].map((f) => f * power).find((c) => c >= n) || n;
  }
  function canvas(id, top, draw) {
    const element = byId(id);
    const scale = window.devicePixelRatio || 1;
    const width = element.clientWidth;
    const height = element.clientHeight;
    element.width = Math.round(width * scale);
    element.height = Math.round(height * scale);
    const g = element.getContext('2d');
    g.scale(scale, scale);
    const style = getComputedStyle(document.documentElement);
    const color = (name) => style.getPropertyValue('--' + name).trim();
    const box = { x: LEFT, y: 6, w: width - LEFT - 12, h: height - BOTTOM - 6 };
    g.font = '11px system-ui, sans-serif';
    const lines = (over) => {
      g.fillStyle = color('dim');
      g.strokeStyle = color('line');
      g.globalAlpha = over ? 0.6 : 1;
      g.beginPath();
      const marks = ticks(span, Math.max(2, Math.min(10, box.w / 90)));
      g.textAlign = 'center';
      for (const t of marks.list) {
        const x = Math.round(box.x + (t / span) * box.w) + 0.5;
        g.moveTo(x, box.y);
        g.lineTo(x, box.y + box.h);
        if (!over) g.fillText(tick(t, marks.step), Math.min(x, width - 24), box.y + box.h + 14);
      }
      g.textAlign = 'right';
      for (let k = 0; top && k <= 4; k++) {
        const y = Math.round(box.y + box.h - (k / 4) * box.h) + 0.5;
        const value = (top * k) / 4;
        g.moveTo(box.x, y);
        g.lineTo(box.x + box.w, y);
        if (!over && (Number.isInteger(value) || k % 2 === 0)) g.fillText(count(value), box.x - 6, y + 4);
      }
      g.stroke();
      g.globalAlpha = 1;
    };
    lines(false);
    draw(g, box, color, width);
    lines(true);
  }
  function bins(n) {
    const level = data.states.map(() => new Float64Array(n));
    for (const job of jobs) {
      for (const step of job.steps) {
        if (step.state < 0 || ENDS.has(step.state)) continue;
        const a = (step.from / span) * n;
        const b = Math.min(n, (step.to / span) * n);
        const bin = level[step.state];
        for (let k = Math.floor(a); k < b; k++) bin[k] += Math.min(b, k + 1) - Math.max(a, k);
      }
    }
    return level;
  }
  const STACK = ['running', 'finalizing', 'preparing', 'queued', 'retrying', 'blocked', 'submitted', 'lost'].map((n) => S[n]);
  const N = Math.min(600, Math.max(60, Math.round(span)));
  const level = bins(N);
  let most = 0;
  for (let k = 0; k < N; k++) most = Math.max(most, sum(STACK, (s) => level[s][k]));
  const seen = STACK.filter((s) => level[s].some((v) => v > 0));
  function drawStates() {
    const top = round(Math.max(1, Math.round(most)));
    canvas('states', top, (g, box, color) => {
      const base = new Float64Array(N);
      for (const s of seen) {
        g.fillStyle = color(data.states[s]);
        g.beginPath();
        const point = (k, v) => [box.x + (k / N) * box.w, box.y + box.h - (v / top) * box.h];
        g.moveTo(...point(0, base[0]));
        for (let k = 0; k < N; k++) {
          g.lineTo(...point(k, base[k] + level[s][k]));
          g.lineTo(...point(k + 1, base[k] + level[s][k]));
        }
        for (let k = N - 1; k >= 0; k--) {
          g.lineTo(...point(k + 1, base[k]));
          g.lineTo(...point(k, base[k]));
          base[k] += level[s][k];
        }
        g.fill();
      }
    });
  }
  byId('states-legend').append(...seen.map((s) => make('span', {}, key(s), data.states[s])));

  // What was in use: as steps, from starts and ends.
  function series(intervals) {
    const events = [];
    for (const [from, to, size] of intervals) {
      if (to > from) events.push([from, size], [to, -size]);
    }
    // Ends first: what begins when something ends takes its place.
    events.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const points = [];
    let now = 0;
    for (const [at, change] of events) {
      now += change;
      if (points.length && points[points.length - 1][0] === at) points[points.length - 1][1] = now;
      else points.push([at, now]);
    }
    return { points, peak: points.reduce((n, p) => Math.max(n, p[1]), 0) };
  }
  const runs = [];
  for (const job of jobs) {
    for (const a of job.attempts) if (a.from >= 0 && a.to >= a.from) runs.push([a.from, a.to, 1, a.node, a.share]);
    const step = job.steps[job.steps.length - 1];
    if (step.state === S.running) runs.push([step.from, step.to, 1, -1, -1]);
  }
  const perNode = new Map();
  for (const run of runs) {
    if (run[3] < 0) continue;
    if (!perNode.has(run[3])) perNode.set(run[3], []);
    perNode.get(run[3]).push(run);
  }
  const busy = [];
  for (const list of perNode.values()) {
    list.sort((a, b) => a[0] - b[0]);
    let current = null;
    for (const run of list) {
      if (current && run[0] <= current[1]) current[1] = Math.max(current[1], run[1]);
      else busy.push((current = [run[0], run[1], 1]));
    }
  }
  const shares = runs.filter((run) => run[4] > 0);
  const curves = [
    { name: 'slots', label: 'slots in use (attempts that run)', ...series(runs) },
    { name: 'nodes', label: 'nodes in use', ...series(busy) },
    { name: 'share', label: 'kept for jobs, in whole nodes', ...series(shares.map((run) => [run[0], run[1], run[4]])) },
  ].filter((curve) => curve.points.length);
  function drawNodes() {
    const top = round(Math.max(1, ...curves.map((curve) => curve.peak)));
    canvas('nodes', top, (g, box, color) => {
      for (const curve of curves) {
        g.strokeStyle = color(curve.name);
        g.lineWidth = 1.5;
        g.beginPath();
        const y = (v) => box.y + box.h - (v / top) * box.h;
        let last = 0;
        g.moveTo(box.x, y(0));
        // Not more points than pixels: of those in one column, the lowest and the highest.
        for (let k = 0; k < curve.points.length; ) {
          const column = Math.floor((curve.points[k][0] / span) * box.w);
          const x = box.x + (curve.points[k][0] / span) * box.w;
          let low = last;
          let high = last;
          g.lineTo(x, y(last));
          for (; k < curve.points.length && Math.floor((curve.points[k][0] / span) * box.w) === column; k++) {
            last = curve.points[k][1];
            low = Math.min(low, last);
            high = Math.max(high, last);
          }
          g.lineTo(x, y(low));
          g.lineTo(x, y(high));
          g.lineTo(x, y(last));
        }
        g.stroke();
        g.lineWidth = 1;
      }
    });
  }
  byId('nodes-legend').append(...curves.map((curve) => make('span', {}, make('i', { color: 'var(--' + curve.name + ')' }),
    curve.label + ', at most ' + count(Math.round(curve.peak * 100) / 100))));
  const types = new Map();
  for (const a of all) {
    if (a.node < 0) continue;
    const name = (text(a.type) || 'machines') + (a.lease === 1 ? ', spot' : '');
    if (!types.has(name)) types.set(name, { nodes: new Set(), ms: 0, cost: 0 });
    const type = types.get(name);
    type.nodes.add(a.node);
    if (a.from >= 0) type.ms += Math.max(0, a.to - a.from) * (a.share > 0 ? a.share : 1);
    if (a.cost >= 0) type.cost += a.cost;
  }
  byId('nodes-note').textContent = types.size
    ? [...types].map(([name, t]) => count(t.nodes.size) + ' × ' + name + ': ' + time(t.ms) + ' kept for jobs'
      + (t.cost ? ', cost ' + money(t.cost) : '')).join(' · ')
    : 'No node is known: no attempt has ended, or the executor tells none.';

  // Waits and failures.
  function table(heads, rows, empty) {
    if (!rows.length) return make('p', { class: 'empty' }, empty);
    const cell = (tag) => (value, k) => make(tag, k ? { class: 'n' } : {}, ...[].concat(value));
    return make('table', {},
      make('thead', {}, make('tr', {}, ...heads.map(cell('th')))),
      make('tbody', {}, ...rows.map((row) => make('tr', {}, ...row.map(cell('td'))))));
  }
  const commonest = (counts) => [...counts].sort((a, b) => b[1] - a[1])[0];
  function note(counts) {
    const top = commonest(counts);
    if (!top || top[0] < 0) return '';
    return make('span', { class: 'why' }, text(top[0]) + (counts.size > 1 ? ' (and ' + count(counts.size - 1) + ' other reasons)' : ''));
  }
  const causes = new Map();
  for (const job of jobs) {
    const mine = new Map();
    for (const step of job.steps) {
      if (!WAITS.has(step.state) || step.to <= step.from) continue;
      const name = step.cause >= 0 ? text(step.cause).toLowerCase().replace(/_/g, ' ') : 'not told';
      if (!causes.has(name)) causes.set(name, { ms: 0, jobs: 0, longest: 0, why: new Map(), state: step.state });
      const cause = causes.get(name);
      const ms = step.to - step.from;
      cause.ms += ms;
      mine.set(name, (mine.get(name) || 0) + ms);
      cause.why.set(step.why, (cause.why.get(step.why) || 0) + ms);
    }
    for (const [name, ms] of mine) {
      const cause = causes.get(name);
      cause.jobs++;
      cause.longest = Math.max(cause.longest, ms);
    }
  }
  const waits = [...causes].sort((a, b) => b[1].ms - a[1].ms);
  byId('waits').append(table(['reason', 'jobs', 'all jobs', 'longest'], waits.map(([name, c]) => {
    const bar = make('i', { class: 'bar', color: stateColor(c.state) });
    bar.style.width = Math.max(1, (c.ms / waits[0][1].ms) * 100) + '%';
    return [[name, bar, note(c.why)], count(c.jobs), time(c.ms), time(c.longest)];
  }), 'No job waited.'));
  const kinds = new Map();
  const kind = (i) => {
    const name = text(i);
    if (!kinds.has(name)) kinds.set(name, { attempts: 0, jobs: 0, why: new Map() });
    return kinds.get(name);
  };
  const told = (k, why) => k.why.set(why, (k.why.get(why) || 0) + 1);
  for (const job of jobs) {
    for (const a of job.attempts) {
      if (a.kind < 0) continue;
      kind(a.kind).attempts++;
      told(kind(a.kind), a.why);
    }
    if (job.kind >= 0) {
      kind(job.kind).jobs++;
      if (!job.attempts.length) told(kind(job.kind), job.why);
    }
  }
  byId('failures').append(table(['kind', 'attempts', 'jobs ended so'],
    [...kinds].sort((a, b) => b[1].jobs - a[1].jobs || b[1].attempts - a[1].attempts)
      .map(([name, k]) => [[name, note(k.why)], count(k.attempts), count(k.jobs)]), 'Nothing failed.'));

  // All jobs, a line each.
  const ranked = [...jobs].sort((a, b) => a.start - b.start || a.first - b.first || a.order - b.order);
  if (jobs.length <= 20) byId('glance').hidden = true;
  function drawAll() {
    if (jobs.length <= 20) return;
    canvas('all', 0, (g, box, color) => {
      const high = box.h / ranked.length;
      const paint = (wanted) => ranked.forEach((job, k) => {
        for (const step of job.steps) {
          if (step.state < 0 || !wanted(step.state)) continue;
          g.fillStyle = colors[step.state];
          const x = box.x + (step.from / span) * box.w;
          if (step.state === S.failed) g.fillRect(x - 1, box.y + k * high, 2.5, Math.max(1.5, high));
          else g.fillRect(x, box.y + k * high, Math.max(0.5, ((step.to - step.from) / span) * box.w), Math.max(0.6, high * 0.9));
        }
      });
      const colors = data.states.map(color);
      paint((s) => WAITS.has(s));
      paint((s) => !WAITS.has(s) && !ENDS.has(s));
      paint((s) => s === S.failed);
      g.fillStyle = color('dim');
      g.textAlign = 'right';
      g.fillText('1', box.x - 6, box.y + 9);
      g.fillText(count(jobs.length), box.x - 6, box.y + box.h);
    });
  }

  // The table: only the rows that can be seen are there.
  const ROW = 26;
  const columns = [
    ['job', (a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)],
    ['state', (a, b) => a.state - b.state],
    ['tries', (a, b) => b.attempts.length - a.attempts.length],
    ['waited', (a, b) => b.waited - a.waited],
    ['ran', (a, b) => b.ran - a.ran],
    ['node', (a, b) => (a.node < b.node ? -1 : a.node > b.node ? 1 : 0)],
  ];
  let shown = jobs;
  let order = null;
  let chosen = null;
  columns.forEach(([name, compare], k) => {
    const button = make('button', { type: 'button', title: 'sort by this' }, name);
    if (k >= 2 && k <= 4) button.className = 'n';
    button.addEventListener('click', () => {
      order = order === compare ? null : compare;
      choose();
    });
    byId('head').append(button);
  });
  const scale = make('div', { class: 'scale' });
  const marks = ticks(span, 5);
  for (const t of marks.list) {
    const label = make('span', {}, tick(t, marks.step));
    if (t / span > 0.9) label.style.right = '0';
    else label.style.left = (t / span) * 100 + '%';
    scale.append(label);
  }
  byId('head').append(scale);
  function rowOf(job, index) {
    const line = make('div', { class: 'line' });
    let last = null;
    for (const step of job.steps) {
      if (step.state < 0) continue;
      if (last && last.step.state === step.state && last.step.to === step.from) {
        last.step = { ...last.step, to: step.to };
      } else {
        last = { step, bar: make('i', { color: stateColor(step.state), title: data.states[step.state] }) };
        line.append(last.bar);
      }
      const { from, to } = last.step;
      if (ENDS.has(step.state)) {
        last.bar.className = 'end';
        last.bar.style.left = 'min(' + (from / span) * 100 + '%, 100% - 3px)';
      } else {
        last.bar.style.left = (from / span) * 100 + '%';
        last.bar.style.width = ((to - from) / span) * 100 + '%';
      }
    }
    const state = make('span', {}, key(job.state), data.states[job.state]);
    const row = make('div', { class: 'row' + (job === chosen ? ' chosen' : ''), role: 'row' },
      make('span', { class: 'text', title: job.id }, job.id), state,
      make('span', { class: 'n' }, String(job.attempts.length)),
      make('span', { class: 'n' }, time(job.waited)), make('span', { class: 'n' }, job.ran ? time(job.ran) : ''),
      make('span', { class: 'text', title: job.node }, job.node), line);
    row.style.top = index * ROW + 'px';
    row.addEventListener('click', () => open(job));
    return row;
  }
  function fill() {
    const rows = byId('rows');
    const from = Math.max(0, Math.floor(rows.scrollTop / ROW) - 8);
    const to = Math.min(shown.length, Math.ceil((rows.scrollTop + rows.clientHeight) / ROW) + 8);
    const space = byId('space');
    space.replaceChildren(...shown.slice(from, to).map((job, k) => rowOf(job, from + k)));
  }
  function choose() {
    const wanted = byId('find').value.trim().toLowerCase();
    const state = Number(byId('only').value);
    const has = (i) => i >= 0 && texts[i].toLowerCase().includes(wanted);
    shown = jobs.filter((job) => (state < 0 || job.state === state) && (!wanted || job.id.toLowerCase().includes(wanted)
      || job.labels.some((label) => label.toLowerCase().includes(wanted)) || has(job.why)
      || job.attempts.some((a) => has(a.node) || has(a.kind) || has(a.why)) || job.steps.some((step) => has(step.why))));
    if (order) shown = [...shown].sort((a, b) => order(a, b) || a.order - b.order);
    byId('space').style.height = shown.length * ROW + 'px';
    byId('rows').style.height = Math.min(560, Math.max(ROW, shown.length * ROW)) + 'px';
    byId('shown').textContent = count(shown.length) + ' of ' + count(jobs.length);
    byId('rows').scrollTop = 0;
    fill();
  }
  function open(job) {
    chosen = job;
    fill();
    const panel = byId('job');
    panel.hidden = false;
    const facts = [data.states[job.state], bytes(job.bytesIn) + ' in', bytes(job.bytesOut) + ' out', ...job.labels];
    panel.replaceChildren(make('h3', { class: 'text' }, job.id), make('p', { class: 'note' }, facts.join(' · ')));
    if (job.kind >= 0) panel.append(make('p', { class: 'text' }, text(job.kind) + ': ' + text(job.why)));
    panel.append(make('h4', {}, 'History'), table(['state', 'after', 'for'], job.steps.filter((step, k) => ENDS.has(step.state) || step.to > step.from || !job.steps[k + 1] || job.steps[k + 1].state !== step.state).map((step) => [
      [...(step.state < 0 ? ['not seen'] : [key(step.state), data.states[step.state]]),
        step.why >= 0 ? make('span', { class: 'why' }, text(step.why)) : ''],
      time(step.from), ENDS.has(step.state) ? '' : time(step.to - step.from),
    ]), ''));
    panel.append(make('h4', {}, 'Attempts'), table(['attempt', 'ran', 'exit code', 'cpu time', 'memory', 'cost'], job.attempts.map((a) => [
      [a.number + (a.node >= 0 ? ' on ' + text(a.node) + (a.type >= 0 ? ', ' + text(a.type) : '') + (a.lease === 1 ? ', spot' : '') : ''),
        a.kind >= 0 ? make('span', { class: 'why' }, text(a.kind) + ': ' + text(a.why)) : ''],
      a.from >= 0 ? time(Math.max(0, a.to - a.from)) : '', a.exit >= 0 ? String(a.exit) : '', a.cpu >= 0 ? time(a.cpu) : '',
      a.memory >= 0 ? bytes(a.memory) : '', a.cost >= 0 ? money(a.cost) : '',
    ]), 'None has ended.'));
    panel.scrollIntoView({ block: 'nearest' });
  }
  byId('only').append(make('option', { value: '-1' }, 'all states'), ...data.states
    .map((name, s) => [name, s]).filter(([, s]) => of(s)).map(([name, s]) => make('option', { value: String(s) }, name)));
  byId('find').addEventListener('input', choose);
  byId('only').addEventListener('input', choose);
  let waiting = false;
  byId('rows').addEventListener('scroll', () => {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(() => { waiting = false; fill(); });
    }
  });
  function draw() {
    drawStates();
    drawNodes();
    drawAll();
  }
  choose();
  draw();
  window.addEventListener('resize', () => { draw(); fill(); });
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  document.documentElement.dataset.ready = String(jobs.length);
})();
