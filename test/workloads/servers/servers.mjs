// The servers: package, how each is started, where it answers, and what its clients do under load. All listen on the
// loopback only.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const at = (port) => `http://127.0.0.1:${port}`;
const base64 = (text) => Buffer.from(text).toString('base64');

/** Connections that stay open while a server runs. */
const open = new Set();

/** A NATS client with a subscription; publishes when asked to. */
function natsClient(port, subject) {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  socket.on('data', (data) => {
    if (data.includes('PING')) socket.write('PONG\r\n');
  });
  socket.on('error', () => open.delete(socket));
  socket.write(`CONNECT {"verbose":false}\r\nSUB ${subject} 1\r\n`);
  open.add(socket);
  return socket;
}

/** An AMQP connection that has said which protocol it speaks. */
function amqpClient(port) {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => open.delete(socket));
  socket.resume();
  socket.write('AMQP\x00\x00\x09\x01');
  open.add(socket);
  return socket;
}

function closeAll() {
  for (const socket of open) socket.destroy();
  open.clear();
}

/**
 * By name: `binary` below the unpacked package, `args`, `ready` a URL that answers when it is up, `pprof` the debug endpoint
 * (none: one dump by SIGQUIT),
 * `metrics` what Prometheus would scrape, `load` what one client does once, `clients` how many (12), `pause` between two calls (5 ms),
 * `prepare` before the first capture, `stop` after the last.
 */
export const SERVERS = {
  'prometheus-node-exporter': {
    binary: 'usr/bin/prometheus-node-exporter',
    args: () => ['--web.listen-address=127.0.0.1:29100'],
    ...{ ready: at(29100), pprof: `${at(29100)}/debug/pprof`, metrics: `${at(29100)}/metrics`, pause: 20 },
    load: ({ fetch }) => fetch(`${at(29100)}/metrics`),
  },
  prometheus: {
    binary: 'usr/bin/prometheus',
    args: ({ scratch }) => {
      const file = path.join(scratch, 'prometheus.yml');
      const targets = [29090, 29091].map((port) => `"127.0.0.1:${port}"`).join(', ');
      const jobs = ['self', 'again', 'third']
        .map((job) => `  - job_name: ${job}\n    static_configs: [{targets: [${targets}]}]\n`)
        .join('');
      writeFileSync(file, `global: {scrape_interval: 1s, evaluation_interval: 1s}\nscrape_configs:\n${jobs}`);
      return [
        `--config.file=${file}`,
        `--storage.tsdb.path=${scratch}/data`,
        '--web.listen-address=127.0.0.1:29090',
        '--web.console.libraries=.',
        '--web.console.templates=.',
      ];
    },
    ...{ ready: `${at(29090)}/-/ready`, pprof: `${at(29090)}/debug/pprof`, metrics: `${at(29090)}/metrics` },
    load: ({ fetch, n }) =>
      n % 2 === 0
        ? fetch(`${at(29090)}/api/v1/query?query=sum(rate(go_memstats_alloc_bytes_total[1m]))`)
        : fetch(`${at(29090)}/metrics`),
  },
  'prometheus-pushgateway': {
    binary: 'usr/bin/prometheus-pushgateway',
    args: () => ['--web.listen-address=127.0.0.1:29094'],
    ...{ ready: `${at(29094)}/-/ready`, pprof: `${at(29094)}/debug/pprof`, metrics: `${at(29094)}/metrics` },
    load: ({ fetch, client, n }) =>
      fetch(`${at(29094)}/metrics/job/batch${client}`, { method: 'POST', body: `rows_total ${n}\n` }),
  },
  'etcd-server': {
    binary: 'usr/bin/etcd',
    args: ({ scratch }) => [
      `--data-dir=${scratch}/data`,
      '--enable-pprof',
      '--listen-client-urls=http://127.0.0.1:22379',
      '--advertise-client-urls=http://127.0.0.1:22379',
      '--listen-peer-urls=http://127.0.0.1:22380',
      '--unsafe-no-fsync',
    ],
    ...{
      ready: `${at(22379)}/health`,
      pprof: `${at(22379)}/debug/pprof`,
      metrics: `${at(22379)}/metrics`,
      pause: 10,
      stop: closeAll,
    },
    // Watches that stay open, as the controllers of a cluster have them.
    prepare: () => {
      for (let i = 0; i < 20; i++) {
        const body = JSON.stringify({ create_request: { key: base64(`key${i}`) } });
        const socket = connect(22379, '127.0.0.1');
        socket.on('error', () => open.delete(socket));
        socket.resume();
        socket.write(`POST /v3/watch HTTP/1.1\r\nHost: etcd\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
        open.add(socket);
      }
    },
    load: async ({ fetch, client, n }) => {
      const key = base64(`key${client}`);
      await fetch(`${at(22379)}/v3/kv/put`, { method: 'POST', body: JSON.stringify({ key, value: base64(`${n}`) }) });
      await fetch(`${at(22379)}/v3/kv/range`, { method: 'POST', body: JSON.stringify({ key }) });
    },
  },
  caddy: {
    binary: 'usr/bin/caddy',
    args: ({ scratch }) => {
      const file = path.join(scratch, 'Caddyfile');
      mkdirSync(path.join(scratch, 'site'));
      writeFileSync(path.join(scratch, 'site/index.html'), '<p>hello</p>'.repeat(500));
      writeFileSync(
        file,
        `{\n admin 127.0.0.1:22019\n auto_https off\n}\n` +
          `http://127.0.0.1:28080 {\n reverse_proxy 127.0.0.1:28081\n}\n` +
          `http://127.0.0.1:28081 {\n root * ${scratch}/site\n encode gzip\n file_server browse\n}\n`,
      );
      return ['run', '--config', file, '--adapter', 'caddyfile'];
    },
    ...{ ready: `${at(28080)}/`, pprof: `${at(22019)}/debug/pprof`, metrics: `${at(22019)}/metrics`, clients: 24 },
    load: ({ fetch, n }) => fetch(`${at(28080)}/${n % 3 === 0 ? 'index.html' : ''}`),
  },
  'nats-server': {
    binary: 'usr/sbin/nats-server',
    args: ({ scratch }) => [
      ...['-a', '127.0.0.1', '-p', '24222', '-m', '28222', '--profile', '26060', '-js', '-sd', `${scratch}/data`],
    ],
    ...{ ready: `${at(28222)}/varz`, pprof: `${at(26060)}/debug/pprof`, clients: 8, pause: 1, stop: closeAll },
    prepare: () => {
      for (let i = 0; i < 60; i++) natsClient(24222, `topic.${i % 10}`);
    },
    load: ({ client, n }) => {
      const socket = [...open][client];
      for (let i = 0; i < 20; i++) socket.write(`PUB topic.${(n + i) % 10} 5\r\nhello\r\n`);
    },
  },
  influxdb: {
    binary: 'usr/bin/influxd',
    args: ({ scratch }) => {
      const file = path.join(scratch, 'influxdb.conf');
      const dirs = `[meta]\ndir = "${scratch}/meta"\n[data]\ndir = "${scratch}/data"\nwal-dir = "${scratch}/wal"\n`;
      writeFileSync(
        file,
        `reporting-disabled = true\nbind-address = "127.0.0.1:28088"\n${dirs}[http]\nbind-address = "127.0.0.1:28086"\nlog-enabled = false\n`,
      );
      return ['run', '-config', file];
    },
    ...{ ready: `${at(28086)}/ping`, pprof: `${at(28086)}/debug/pprof` },
    prepare: ({ fetch }) => fetch(`${at(28086)}/query?q=CREATE%20DATABASE%20load`, { method: 'POST' }),
    load: async ({ fetch, client, n }) => {
      const body = Array.from({ length: 20 }, (_, i) => `cpu,host=h${client} value=${n * 20 + i}`).join('\n');
      await fetch(`${at(28086)}/write?db=load`, { method: 'POST', body });
      if (n % 5 === 0) await fetch(`${at(28086)}/query?db=load&q=SELECT%20mean(value)%20FROM%20cpu`);
    },
  },
  'docker-registry': {
    binary: 'usr/bin/docker-registry',
    args: ({ scratch }) => {
      const file = path.join(scratch, 'config.yml');
      writeFileSync(
        file,
        `version: 0.1\nlog: {level: warn, accesslog: {disabled: true}}\n` +
          `storage: {filesystem: {rootdirectory: ${scratch}/data}, cache: {blobdescriptor: inmemory}}\n` +
          `http: {addr: "127.0.0.1:25000", debug: {addr: "127.0.0.1:25001"}}\n` +
          `health: {storagedriver: {enabled: true, interval: 10s, threshold: 3}}\n`,
      );
      return ['serve', file];
    },
    ...{ ready: `${at(25000)}/v2/`, pprof: `${at(25001)}/debug/pprof` },
    load: ({ fetch, n }) => fetch(n % 2 === 0 ? `${at(25000)}/v2/` : `${at(25000)}/v2/_catalog`),
  },
  mtail: {
    binary: 'usr/bin/mtail',
    args: ({ scratch }) => {
      for (const name of ['progs', 'logs']) mkdirSync(path.join(scratch, name));
      writeFileSync(
        path.join(scratch, 'progs/lines.mtail'),
        'counter lines by kind\n/^(?P<kind>\\w+)/ {\n  lines[$kind]++\n}\n',
      );
      for (const name of ['a', 'b', 'c']) writeFileSync(path.join(scratch, `logs/${name}.log`), 'start\n');
      return [
        '-progs',
        `${scratch}/progs`,
        '-logs',
        `${scratch}/logs/*.log`,
        '-address',
        '127.0.0.1',
        '-port',
        '23903',
      ];
    },
    ...{ ready: `${at(23903)}/metrics`, pprof: `${at(23903)}/debug/pprof`, metrics: `${at(23903)}/metrics` },
    load: async ({ fetch, scratch, n }) => {
      appendFileSync(path.join(scratch, 'logs/a.log'), `line ${n}\n`);
      if (n % 10 === 0) await fetch(`${at(23903)}/metrics`);
    },
  },
  garagemq: {
    binary: 'usr/bin/garagemq',
    args: ({ scratch }) => {
      const file = path.join(scratch, 'config.yaml');
      const tcp = 'ip: 127.0.0.1\n  port: 25672\n  nodelay: false\n  readBufSize: 196608\n  writeBufSize: 196608';
      writeFileSync(
        file,
        `proto: amqp-rabbit\nusers:\n  - username: guest\n    password: 084e0343a0486ff05530df6c705c8bb4\n` +
          `tcp:\n  ${tcp}\nadmin:\n  ip: 127.0.0.1\n  port: 25673\n` +
          `queue:\n  shardSize: 8192\n  maxMessagesInRam: 131072\ndb:\n  defaultPath: ${scratch}/db\n  engine: badger\n` +
          `vhost:\n  defaultPath: /\nsecurity:\n  passwordCheck: md5\nconnection:\n  channelsMax: 4096\n  frameMaxSize: 65536\n`,
      );
      return ['--config', file, '--hprof', '--hprof-host', '127.0.0.1', '--hprof-port', '26061'];
    },
    ...{ ready: `${at(25673)}/overview`, pprof: `${at(26061)}/debug/pprof`, clients: 6, pause: 50, stop: closeAll },
    // Connections in the middle of their handshake, and under load others that come and go.
    prepare: async () => {
      await sleep(1000); // the admin page answers before this port does
      for (let i = 0; i < 30; i++) amqpClient(25672);
    },
    load: async () => {
      const socket = amqpClient(25672);
      await sleep(100);
      open.delete(socket);
      socket.destroy();
    },
  },
  webhook: {
    binary: 'usr/bin/webhook',
    args: ({ scratch }) => {
      const file = path.join(scratch, 'hooks.json');
      writeFileSync(file, JSON.stringify([{ id: 'deploy', 'execute-command': '/bin/true' }]));
      return ['-hooks', file, '-ip', '127.0.0.1', '-port', '29000', '-hotreload'];
    },
    ready: `${at(29000)}/`,
    load: ({ fetch }) => fetch(`${at(29000)}/hooks/deploy`),
  },
};
