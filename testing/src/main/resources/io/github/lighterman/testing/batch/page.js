'use strict';
// Reads emulator/overview each second and shows it. All texts go in as text, never as HTML.
(() => {
  const EVERY_MS = 1000;
  const MOST_LARGE_BOXES = 60;
  const MOST_SLOTS_DRAWN = 16;
  const LOOKS = {
    idle: 'good', running: 'working', succeeded: 'good', completed: 'good', steady: 'off', active: 'off',
    creating: 'moving', starting: 'moving', waitingforstarttask: 'moving', rebooting: 'moving',
    reimaging: 'moving', upgradingos: 'moving', preparing: 'moving', resizing: 'moving', stopping: 'moving',
    enabling: 'moving', disabling: 'moving', terminating: 'moving',
    preempted: 'taken', failed: 'bad', unusable: 'bad', starttaskfailed: 'bad', unknown: 'bad',
  };
  const ORDER = ['bad', 'taken', 'moving', 'off', 'working', 'good'];
  const STATES = ['active', 'preparing', 'running', 'succeeded', 'failed'];
  const WORDS = { starttaskfailed: 'start task failed', waitingforstarttask: 'start task runs',
    leavingpool: 'leaving pool', upgradingos: 'upgrading OS' };

  const $ = id => document.getElementById(id);
  const number = value => value.toLocaleString('en-US');
  const word = state => WORDS[state] || state;
  const taskWord = state => state === 'active' ? 'waiting' : state;
  const look = state => LOOKS[state] || 'off';
  const clock = time => time.slice(11, 23).padEnd(12, ' ').replace('Z', '').trimEnd();
  const shortNode = id => {
    const parts = /^(tvmps_)([0-9a-f]{6})[0-9a-f]*(_[a-z])$/.exec(id);
    return parts ? parts[2] + parts[3] : id;
  };

  /** Makes an element. */
  function h(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      element.setAttribute(name, value);
    }
    element.append(...children.filter(child => child !== null && child !== undefined));
    return element;
  }

  const tag = (state, text) => h('span', { class: 'tag ' + look(state) }, text || word(state));

  /** Makes the children of an element those of a list; a child whose text key is as before stays. */
  function fill(parent, items, keyOf, make) {
    const known = parent.known || new Map();
    const next = new Map();
    let place = parent.firstChild;
    for (const item of items) {
      const key = keyOf(item);
      const child = known.get(key) || make(item);
      next.set(key, child);
      if (child === place) {
        place = place.nextSibling;
      } else {
        parent.insertBefore(child, place);
      }
    }
    while (place) {
      const after = place.nextSibling;
      place.remove();
      place = after;
    }
    parent.known = next;
  }

  /** Shows one thing, made anew only if the data it shows are others than before. */
  function show(id, data, make) {
    const key = JSON.stringify(data);
    const place = $(id);
    if (place.key !== key) {
      place.key = key;
      place.known = undefined;
      place.replaceChildren(...[make(data)].flat());
    }
  }

  const empty = (...text) => h('p', { class: 'empty' }, ...text);

  function table(heads, rows) {
    const head = heads.map(([name, look]) => h('th', { scope: 'col', class: look || '' }, name));
    return h('div', { class: 'scroll', tabindex: '0' },
      h('table', {}, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows)));
  }

  const cell = (content, look) => h('td', look ? { class: look } : {}, content);

  function account(data) {
    const item = (name, value) => h('div', {}, h('dt', {}, name), h('dd', { class: 'mono' }, value));
    return [item('account', data.account), item('endpoint', data.endpoint)];
  }

  function totals(data) {
    const item = (name, value, look) =>
      h('li', {}, h('strong', look ? { class: look } : {}, value), h('span', {}, name));
    return [
      item('pools', number(data.pools)),
      item('nodes', number(data.nodes)),
      item(`of ${number(data.slots)} slots used`, number(data.used)),
      item('jobs', number(data.jobs)),
      item('tasks waiting', number((data.tasks.active || 0))),
      item('tasks running', number((data.tasks.running || 0) + (data.tasks.preparing || 0))),
      item('tasks succeeded', number(data.tasks.succeeded || 0)),
      item('tasks failed', number(data.tasks.failed || 0), data.tasks.failed ? 'trouble' : ''),
      item('requests', number(data.requests)),
    ];
  }

  const nodeText = (node, slots) => `${node.id}: ${word(node.state)}${node.spot ? ', spot' : ''}, `
    + `${node.usedSlots} of ${slots} slots used${node.takesTasks ? '' : ', takes no tasks'}`;
  const nodeKey = node => [node.id, node.state, node.usedSlots, node.takesTasks].join();

  function largeBox(node, slots) {
    const drawn = [];
    for (let i = 0; i < Math.min(slots, MOST_SLOTS_DRAWN); i++) {
      drawn.push(h('i', i < node.usedSlots ? { class: 'used' } : {}));
    }
    return h('div', { class: `node ${look(node.state)}${node.spot ? ' spot' : ''}`, title: nodeText(node, slots) },
      h('div', { class: 'state' }, word(node.state)),
      h('div', { class: 'slots', 'aria-hidden': 'true' }, ...drawn),
      h('div', {}, `${node.usedSlots} of ${slots} used`),
      h('div', { class: 'name' }, h('span', { class: 'mono' }, shortNode(node.id)),
        node.spot ? h('span', {}, 'spot') : null),
      node.takesTasks ? null : h('div', { class: 'dim' }, 'takes no tasks'));
  }

  const smallBox = (node, slots) => h('div',
    { class: `box ${look(node.state)}${node.spot ? ' spot' : ''}`, title: nodeText(node, slots) },
    `${node.usedSlots}/${slots}`);

  function poolHead(pool) {
    const size = (name, now, wanted) => h('span', {}, `${number(now)} ${name}`
      + (pool.scalesItself || now === wanted ? '' : ` of ${number(wanted)}`));
    const usable = (pool.dedicated + pool.spot) * pool.slotsPerNode;
    return [
      h('h3', {}, pool.id),
      pool.state === 'active' ? tag(pool.allocationState) : tag(pool.state),
      h('span', { class: 'dim' }, pool.vmSize),
      size('dedicated', pool.dedicated, pool.targetDedicated),
      size('spot', pool.spot, pool.targetSpot),
      h('span', {}, `${number(pool.usedSlots)} of ${number(usable)} slots used`),
      pool.scalesItself ? h('span', { class: 'dim' }, 'scales itself') : null,
      ...Object.entries(pool.nodeStates).map(([state, count]) =>
        h('span', { class: 'tag ' + look(state) }, `${number(count)} ${word(state)}`)),
      ...pool.resizeErrors.map(code => h('span', { class: 'tag bad' }, code)),
    ].filter(Boolean);
  }

  function group() {
    return h('div', { class: 'group' }, h('div', {}), h('div', { class: 'small' }));
  }

  function fillPool(card, pool) {
    const { nodes, ...rest } = pool;
    const key = JSON.stringify(rest);
    if (card.key !== key) {
      card.key = key;
      card.firstChild.replaceChildren(...poolHead(pool));
    }
    const body = card.children[1];
    const total = Object.values(pool.nodeStates).reduce((sum, count) => sum + count, 0);
    const large = total <= MOST_LARGE_BOXES;
    if (body.large !== large) {
      body.large = large;
      body.known = undefined;
      body.replaceChildren();
      body.className = large ? 'nodes' : '';
    }
    if (large) {
      fill(body, nodes, nodeKey, node => largeBox(node, pool.slotsPerNode));
    } else {
      const byState = new Map();
      nodes.forEach(node => (byState.get(node.state) || byState.set(node.state, []).get(node.state)).push(node));
      fill(body, [...byState.keys()].sort((a, b) => ORDER.indexOf(look(a)) - ORDER.indexOf(look(b)) || a.localeCompare(b)), state => state, group);
      for (const [state, same] of byState) {
        const place = body.known.get(state);
        place.firstChild.replaceChildren(tag(state), ' ' + number(same.length));
        fill(place.lastChild, same, nodeKey, node => smallBox(node, pool.slotsPerNode));
      }
    }
    card.lastChild.textContent = nodes.length < total
      ? `${number(total - nodes.length)} more nodes are counted, but not drawn.` : '';
  }

  function pools(data) {
    const place = $('pools');
    if (data.pools.length === 0) {
      show('pools', data.endpoint, endpoint => empty(
        'There are no pools yet. Point a client at ', h('code', {}, endpoint), ', account ',
        h('code', {}, data.account), ', and add one; its nodes appear here as boxes, and their slots fill as tasks run.'));
      return;
    }
    if (place.key !== 'pools') {
      place.key = 'pools';
      place.known = undefined;
      place.replaceChildren();
    }
    fill(place, data.pools, pool => pool.id, () => h('article', { class: 'card' },
      h('div', { class: 'head' }), h('div', {}), h('div', { class: 'dim' })));
    data.pools.forEach(pool => fillPool(place.known.get(pool.id), pool));
  }

  function bar(tasks, total) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 100 1');
    svg.setAttribute('preserveAspectRatio', 'none');
    let from = 0;
    for (const state of ['succeeded', 'failed', 'running', 'preparing', 'active']) {
      const part = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
      const width = total ? 100 * tasks[state] / total : 0;
      part.setAttribute('x', from);
      part.setAttribute('width', width);
      part.setAttribute('height', 1);
      part.setAttribute('class', 'fill-' + state);
      svg.append(part);
      from += width;
    }
    return h('div', { class: 'bar', 'aria-hidden': 'true' }, svg);
  }

  function jobs(data) {
    if (data.jobs.length === 0) {
      return empty('There are no jobs yet. A job names the pool on which its tasks run.');
    }
    const rows = data.jobs.map(job => {
      const total = STATES.reduce((sum, state) => sum + job.tasks[state], 0);
      return h('tr', {}, cell(job.id, 'long'),
        cell(job.terminateReason ? h('span', {}, tag(job.state), h('br'), h('span', { class: 'dim' }, job.terminateReason)) : tag(job.state)), cell(job.poolId || '—', 'long'),
        cell(number(job.priority), 'number'), cell(number(total), 'number'), cell(bar(job.tasks, total)),
        ...STATES.map(state => cell(number(job.tasks[state]), 'number' + (state === 'failed' && job.tasks.failed ? ' trouble' : ''))));
    });
    const heads = [['Job'], ['State'], ['Pool'], ['Priority', 'number'], ['Tasks', 'number'], [''],
      ...STATES.map(state => [taskWord(state), 'number'])];
    const more = data.jobCount - data.jobs.length;
    return [table(heads, rows), more > 0
      ? h('p', { class: 'dim' }, `${number(more)} more jobs are counted above, but not shown; the newest that are not completed come first.`) : '']
      .filter(Boolean);
  }

  function outcome(task) {
    const said = [];
    if (task.exitCode !== undefined) {
      said.push('exit ' + task.exitCode);
    }
    if (task.failure && task.failure.code !== 'FailureExitCode') {
      const detail = (task.failure.details || []).find(each => each.name === 'Message');
      said.push(task.failure.code + ': ' + (detail ? detail.value : task.failure.message));
    }
    if (task.retries) {
      said.push('retried ' + task.retries + '×');
    }
    if (task.requeues) {
      said.push('requeued ' + task.requeues + '×');
    }
    return said.join(', ');
  }

  function tasks(list) {
    const rows = list.map(task => h('tr', {}, cell(clock(task.time), 'when mono'),
      cell(task.job + ' / ' + task.id, 'long'), cell(tag(task.state, taskWord(task.state))),
      cell(task.node ? shortNode(task.node) : '', 'mono'), cell(outcome(task), 'outcome')));
    return table([['Time'], ['Job / task'], ['State'], ['Node'], ['Outcome']], rows);
  }

  function failures({ list, count }) {
    if (count === 0) {
      return empty('No task has failed.');
    }
    return [
      list.length ? tasks(list) : '',
      count > list.length
        ? h('p', { class: 'dim' }, `${number(count - list.length)} more have failed; listed are the newest of those that ended lately.`)
        : '',
    ].filter(Boolean);
  }

  function requests(list) {
    if (list.length === 0) {
      return empty('Nothing has asked for anything yet. Each request shows up here, with what it was answered.');
    }
    const rows = list.map(request => h('tr', {}, cell(clock(request.time), 'when mono'),
      cell(request.method), cell(request.target, 'long mono'), cell(request.operation, 'dim'),
      cell(h('span', { class: 'tag ' + (request.status === 0 || request.status >= 500 ? 'bad' : request.status >= 400 ? 'moving' : 'good') },
        request.status === 0 ? 'no answer' : request.status), 'number'),
      cell(request.ms.toFixed(1), 'number')));
    return table([['Time'], ['Method'], ['Path'], ['Operation'], ['Status', 'number'], ['ms', 'number']], rows);
  }

  function showAll(data) {
    const sum = of => data.pools.reduce((total, pool) => total + of(pool), 0);
    show('account', { account: data.account, endpoint: data.endpoint }, account);
    show('totals', {
      pools: data.pools.length, nodes: sum(pool => pool.dedicated + pool.spot), used: sum(pool => pool.usedSlots),
      slots: sum(pool => (pool.dedicated + pool.spot) * pool.slotsPerNode), jobs: data.jobCount,
      tasks: data.tasks, requests: data.requestCount,
    }, totals);
    pools(data);
    show('jobs', { jobs: data.jobs, jobCount: data.jobCount }, jobs);
    show('failed', { list: data.failedTasks, count: data.tasks.failed || 0 }, failures);
    show('latest', data.latestTasks, list => list.length ? tasks(list)
      : empty('There are no tasks yet. What becomes of each is shown here, newest first.'));
    show('requests', data.requests, requests);
  }

  let paused = false;
  let timer = 0;

  function say(text, look) {
    const live = $('live');
    if (live.textContent !== text) {
      live.textContent = text;
    }
    live.className = look;
  }

  async function poll() {
    clearTimeout(timer);
    if (paused || document.hidden) {
      return;
    }
    try {
      const answer = await fetch('emulator/overview', { cache: 'no-store' });
      if (!answer.ok) {
        throw new Error('status ' + answer.status);
      }
      const data = await answer.json();
      if (!paused) {
        showAll(data);
        say('● Live', '');
      }
    } catch (e) {
      say('○ The emulator does not answer; this is what it last said', 'gone');
    }
    clearTimeout(timer);
    timer = setTimeout(poll, EVERY_MS);
  }

  $('pause').addEventListener('click', () => {
    paused = !paused;
    $('pause').textContent = paused ? 'Go on' : 'Pause';
    $('pause').setAttribute('aria-pressed', String(paused));
    if (paused) {
      say('‖ Paused', 'paused');
    }
    poll();
  });
  document.addEventListener('visibilitychange', poll);
  poll();
})();
