'use strict';

// Drives the official Nacos client of npm: the same lines as the Java driver, see ../README.md.

const os = require('os');
const path = require('path');
const readline = require('readline');

// Its configuration part looks for others of its kind at a port of this machine, and has the first
// of them ask for all, whichever servers they were told of. At port 0 it finds nobody.
process.env.NODE_CLUSTER_CLIENT_PORT = '0';

const { NacosConfigClient, NacosNamingClient } = require('nacos');

const { version } = require('nacos/package.json');

// The client logs to a console; ours is standard error, standard output is for our lines.
const log = (level) => (...args) => {
  if (args[0] instanceof Error) args[0] = args[0].stack;
  console.error(`${new Date().toISOString()} ${level}`, ...args);
};
const logger = { debug: log('DEBUG'), info: log('INFO'), warn: log('WARN'), error: log('ERROR') };

const options = Object.fromEntries(
  process.argv.slice(2).map((arg) => {
    const equals = arg.indexOf('=');
    return [arg.slice(0, equals), arg.slice(equals + 1)];
  }),
);

const subscriptions = new Map();
const listeners = new Map();
let naming;
let config;

/** A line: a verb, then fields that may repeat; null and undefined are absent fields. */
class Line {
  constructor(verb) {
    this.verb = verb;
    this.fields = [];
  }

  static parse(text) {
    const [verb, ...rest] = text.split(' ');
    const line = new Line(verb);
    for (const part of rest) {
      const equals = part.indexOf('=');
      line.with(decode(part.slice(0, equals)), decode(part.slice(equals + 1)));
    }
    return line;
  }

  with(key, value) {
    if (value !== null && value !== undefined) this.fields.push([key, String(value)]);
    return this;
  }

  all(key) {
    return this.fields.filter(([name]) => name === key).map(([, value]) => value);
  }

  or(key, absent) {
    const found = this.all(key);
    return found.length ? found[0] : absent;
  }

  need(key) {
    const found = this.all(key);
    if (!found.length) throw new Error(`${this.verb} needs a field ${key}`);
    return found[0];
  }

  under(prefix) {
    const found = this.fields.filter(([name]) => name.startsWith(prefix));
    return Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]));
  }

  toString() {
    const fields = this.fields.map(([key, value]) => ` ${encode(key)}=${encode(value)}`);
    return this.verb + fields.join('');
  }
}

function encode(text) {
  return encodeURIComponent(text);
}

function decode(text) {
  return decodeURIComponent(text.replace(/\+/g, ' '));
}

function print(line) {
  process.stdout.write(`${line}\n`);
}

function instance(command) {
  return {
    ip: command.need('ip'),
    port: Number(command.need('port')),
    weight: Number(command.or('weight', '1')),
    healthy: command.or('healthy', 'true') === 'true',
    enabled: command.or('enabled', 'true') === 'true',
    ephemeral: command.or('ephemeral', 'true') === 'true',
    clusterName: command.or('cluster', 'DEFAULT'),
    metadata: command.under('meta.'),
  };
}

function addInstances(line, hosts) {
  line.with('count', hosts.length);
  for (const host of hosts) {
    const nested = new Line('instance')
      .with('ip', host.ip)
      .with('port', host.port)
      .with('healthy', host.healthy)
      .with('enabled', host.enabled)
      .with('ephemeral', host.ephemeral)
      .with('weight', host.weight)
      .with('cluster', host.clusterName)
      .with('service', host.serviceName)
      .with('id', host.instanceId);
    for (const [key, value] of Object.entries(host.metadata || {})) {
      nested.with(`meta.${key}`, value);
    }
    line.with('instance', nested);
  }
  return line;
}

async function open(command) {
  const what = command.or('what', 'both');
  const namespace = options.namespace || undefined;
  if (what !== 'config') {
    naming = new NacosNamingClient({
      logger,
      serverList: options.serverAddr,
      ...(namespace && { namespace }),
    });
    naming.on('error', logger.error);
    naming._hostReactor.on('error', logger.error); // it has no other place to say it
    await naming.ready();
  }
  if (what !== 'naming') {
    config = new NacosConfigClient({
      serverAddr: options.serverAddr,
      cacheDir: path.join(os.homedir(), 'nacos-config-cache'),
      ...(namespace && { namespace }),
    });
    config.on('error', logger.error);
    await config.ready();
  }
}

function subscribe(service, group) {
  const listener = (hosts) => {
    const line = new Line('event').with('kind', 'instances');
    line.with('service', service).with('group', group);
    print(addInstances(line, hosts));
  };
  subscriptions.set(`${group}@@${service}`, listener);
  naming.subscribe({ serviceName: service, groupName: group }, listener);
}

function listen(dataId, group) {
  const listener = (content) => {
    const line = new Line('event').with('kind', 'config');
    print(line.with('dataId', dataId).with('group', group).with('content', content));
  };
  listeners.set(`${group}@@${dataId}`, listener);
  config.subscribe({ dataId, group }, listener);
}

async function query(command, reply) {
  const subscribed = command.or('subscribe', 'false') === 'true';
  const healthy = command.or('healthy', '');
  const service = command.need('service');
  const group = command.or('group', 'DEFAULT_GROUP');
  const clusters = command.or('cluster', '');
  const hosts = healthy
    ? await naming.selectInstances(service, group, clusters, healthy === 'true', subscribed)
    : await naming.getAllInstances(service, group, clusters, subscribed);
  addInstances(reply, hosts);
}

async function services(command, reply) {
  const page = Number(command.or('page', '1'));
  const size = Number(command.or('size', '100'));
  const group = command.or('group', 'DEFAULT_GROUP');
  const list = await naming._serverProxy.getServiceList(page, size, group); // not public, but there
  reply.with('count', list.count);
  list.data.forEach((name) => reply.with('service', name));
}

const verbs = {
  open,
  query,
  services,
  register: (command) =>
    naming.registerInstance(command.need('service'), instance(command), command.or('group')),
  deregister: (command) =>
    naming.deregisterInstance(command.need('service'), instance(command), command.or('group')),
  subscribe: (command) => subscribe(command.need('service'), command.or('group', 'DEFAULT_GROUP')),
  unsubscribe: (command) => {
    const group = command.or('group', 'DEFAULT_GROUP');
    const service = command.need('service');
    const listener = subscriptions.get(`${group}@@${service}`);
    naming.unSubscribe({ serviceName: service, groupName: group }, listener);
  },
  publish: async (command, reply) => {
    const type = command.or('type');
    const done = await config.publishSingle(
      command.need('dataId'),
      command.or('group', 'DEFAULT_GROUP'),
      command.need('content'),
      type ? { type } : undefined,
    );
    reply.with('done', done);
  },
  get: async (command, reply) => {
    const group = command.or('group', 'DEFAULT_GROUP');
    reply.with('content', await config.getConfig(command.need('dataId'), group));
  },
  remove: async (command, reply) => {
    const group = command.or('group', 'DEFAULT_GROUP');
    reply.with('done', await config.remove(command.need('dataId'), group));
  },
  listen: (command) => listen(command.need('dataId'), command.or('group', 'DEFAULT_GROUP')),
  unlisten: (command) => {
    const group = command.or('group', 'DEFAULT_GROUP');
    const dataId = command.need('dataId');
    config.unSubscribe({ dataId, group }, listeners.get(`${group}@@${dataId}`));
  },
  status: async (_, reply) => {
    reply.with('naming', await naming.getServerStatus());
  },
  exit: () => {},
};

async function answer(command) {
  const reply = new Line('reply').with('id', command.need('id'));
  try {
    const verb = verbs[command.verb];
    if (!verb) throw new Error(`verb: ${command.verb}`);
    await verb(command, reply);
    return reply.with('ok', true);
  } catch (failure) {
    logger.error(failure);
    return reply.with('ok', false).with('error', failure);
  }
}

async function main() {
  print(new Line('event').with('kind', 'ready').with('version', version));
  for await (const text of readline.createInterface({ input: process.stdin })) {
    const command = Line.parse(text);
    const reply = await answer(command);
    if (command.verb === 'exit') {
      process.stdout.write(`${reply}\n`, () => process.exit(0));
    } else {
      print(reply);
    }
  }
  process.exit(0);
}

main();
