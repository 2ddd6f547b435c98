import {
  bool,
  bytes,
  type ConfigDefinition,
  choice,
  defineConfig,
  duration,
  int,
  logLevel,
  port,
  queueSize,
  requiredInProduction,
  requiredWhen,
  rotatingSecret,
  secret,
  text,
  url,
} from '@sallyport/config-validation'
import { cidr, cidrList, ipAddress } from '@sallyport/config-validation/network'
import * as z from 'zod'

/** The default of each secret that has one: it may stand in no generated file. */
export const hidden = 'Zq81-default-kept-for-development'

/** A configuration with every kind of field, as an application may have it. */
export const everything: ConfigDefinition = defineConfig({
  schema: z.object({
    port: port({ default: 3000, help: 'Where it listens.', needsRestart: true }),
    host: ipAddress({ help: 'The address | it listens at.\nTOKEN=injected', example: '127.0.0.1' }),
    log: z.object({ level: logLevel({ default: 'INFO' }), color: z.boolean().default(false) }),
    queue: z.object({ size: queueSize(), wait: duration({ default: '5s', max: '1m' }) }),
    limits: z.object({ body: bytes({ default: '1MiB' }), share: z.number().optional() }),
    store: z.object({
      kind: choice(['memory', 'redis'], { default: 'memory' }),
      url: requiredWhen('store.ready', url({ protocols: ['redis'], secret: true })),
      ready: bool({ default: false }),
    }),
    site: z.object({
      url: url({ default: 'https://ada:pa55word@example.com/#top', userinfo: true }),
      motto: text({ default: `it's "fine" # $HOME\\`, maxLength: 100 }),
    }),
    network: z.object({
      home: cidr({ default: '10.0.0.0/8' }),
      allow: cidrList({ default: [] }),
      tags: z.array(z.string()).default(['a, b', 'c']),
    }),
    session: z.object({ key: secret({ minLength: 16, default: hidden }) }),
    api: rotatingSecret({ minLength: 16, help: 'Signs what is sent.', example: 'your-api-key' }),
    base: z.object({ id: requiredInProduction(int({ min: 1 })) }),
  }),
  prefix: 'APP',
  names: { 'store.url': 'REDIS_URL', 'queue.size': ['QUEUE_SIZE', { former: 'QUEUE' }] },
  files: ['config.json', '.env'],
  profile: 'APP_ENV',
})
