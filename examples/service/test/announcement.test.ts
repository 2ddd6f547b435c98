import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { announcement } from '../src/announcement.ts'
import { loadSettings } from '../src/settings.ts'

const nothing = { demoKey: undefined, metricsUrl: undefined }
const kept = (env: Readonly<Record<string, string>>) => {
  const { settings } = loadSettings({
    env: { NODE_ENV: 'development', ...env },
    cwd: import.meta.dirname,
  })
  return announcement('http://127.0.0.1:3000', settings, nothing).match(/^.* (is|are) in .*$/gm)
}

const key = 'PRIVATE+KEY+service.example/audit+c2f1a96b+q8Zr2Lw0Xc7V'

it.each([
  [
    {},
    [
      `Keys are in ${resolve('data/keys.db')}`,
      `The audit log is in ${resolve('data/audit')}, signed with ${resolve('data/audit.key')}`,
      'Limits, deliveries and blocked networks are in memory, flags in memory',
    ],
  ],
  [
    { DATA_DIR: ':memory:', CONTROLS_FILE: 'flags.json' },
    [
      'Keys are in memory',
      'The audit log is in memory, signed with a key made up now: with another DATA_DIR it is kept',
      'Limits, deliveries and blocked networks are in memory, flags in flags.json',
    ],
  ],
  [
    {
      DATA_DIR: '/log',
      AUDIT_SIGNING_KEY: key,
      DATABASE_URL: 'postgres://ada:hunter2@db',
      REDIS_URL: 'redis://:hunter2@redis',
    },
    [
      'Keys are in Postgres',
      'The audit log is in /log/audit, signed with a key that is set',
      'Limits, deliveries and blocked networks are in Redis, flags in Redis',
    ],
  ],
])('the announcement says where everything is kept: %j', (env, lines) => {
  expect(kept(env)).toEqual(lines)
})
