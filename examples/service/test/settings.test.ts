import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '@sallyport/config-validation'
import { generate } from '@sallyport/config-validation/generate'
import { afterAll, describe, expect, it } from 'vitest'
import { generated } from '../src/generate-config.ts'
import { definition, loadSettings } from '../src/settings.ts'

const cwd = mkdtempSync(join(tmpdir(), 'sallyport-settings-'))
afterAll(() => rmSync(cwd, { recursive: true }))

type Given = Readonly<Record<string, string>>
const settings = (env: Given) => loadSettings({ env, cwd }).settings

function wrong(env: Given): readonly string[] {
  try {
    settings(env)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.issues.map(({ path, code }) => `${path} ${code}`)
  }
}

describe('settings', () => {
  it('are safe for a first look when nobody says anything', () => {
    const first = settings({})
    expect(first).toMatchObject({
      ...{ host: '127.0.0.1', port: 3000, allow: ['127.0.0.0/8', '::1/128'], trustedProxies: [] },
      ...{ adminTokenIsNew: true, publicUrl: 'http://127.0.0.1:3000', auditSigningKeys: [] },
      dataDir: 'data',
    })
    expect(
      [first.metrics, first.databaseUrl, first.redisUrl, first.readerToken].filter(Boolean),
    ).toEqual([])
    const made = [first.adminToken, first.githubSecret, first.trelloSecret, first.monitorSecret]
    expect(new Set(made.map((one) => one.reveal())).size).toBe(made.length)
  })

  it('are what the environment says, an empty variable nothing', () => {
    const said = settings({
      ...{ HOST: '::1', PORT: '0', ALLOW: '10.0.0.0/8, ::1', PUBLIC_URL: '', METRICS_PORT: '9464' },
      ...{ AUDIT_SIGNING_KEY: 'q8Zr2Lw0Xc7V,c2f1a96be4d80735', VERBOSE_LOGGING: '0' },
    })
    expect(said).toMatchObject({ port: 0, allow: ['10.0.0.0/8', '::1'] })
    expect(said).toMatchObject({
      publicUrl: 'http://[::1]:0',
      metrics: { host: '127.0.0.1', port: 9464 },
    })
    expect(settings({ DATA_DIR: ':memory:' }).dataDir).toBe(undefined)
    expect(said.flags).toStrictEqual({ verbose_logging: false })
    expect(said.auditSigningKeys.map((one) => one.reveal())).toEqual([
      ...['q8Zr2Lw0Xc7V', 'c2f1a96be4d80735'],
    ])
  })

  it('must go together', () => {
    const [file, url, flag] = [
      { CONTROLS_FILE: 'flags.json' },
      { REDIS_URL: 'redis://db' },
      { MAINTENANCE_MODE: 'true' },
    ]
    for (const alone of [file, url, flag]) expect(wrong(alone)).toEqual([])
    expect(wrong({ ...file, ...url })).toEqual([])
    expect(wrong({ ...file, ...flag })).toEqual(['controlsFile rule'])
    expect(wrong({ ...url, ...flag })).toEqual(['redisUrl rule'])
  })

  it('can be used as they are', () => {
    for (const HOST of ['a b', '[::1]', 'host/path', 'user@host']) {
      expect(wrong({ HOST })).toEqual(['host rule'])
    }
    for (const HOST of ['::1', '0.0.0.0', 'localhost', 'db.internal']) {
      expect(wrong({ HOST })).toEqual([])
    }
    const token = 'c2f1a96be4d80735c2f1a96be4d8073f'
    expect(wrong({ ADMIN_TOKEN: token, READER_TOKEN: token })).toEqual(['readerToken rule'])
    expect(wrong({ ADMIN_TOKEN: `${token} ä` })).toEqual(['adminToken rule'])
    expect(wrong({ READER_TOKEN: `${token},x` })).toEqual(['readerToken rule'])
    for (const AUDIT_ORIGIN of ['has space', 'a+b', 'a\nb']) {
      expect(wrong({ AUDIT_ORIGIN })).toEqual(['auditOrigin rule'])
    }
  })

  it('have no secret that somebody could guess, unless it is said that this is no production', () => {
    const reader = { READER_TOKEN: 'password' }
    const names = [
      'ADMIN_TOKEN',
      'READER_TOKEN',
      'GITHUB_SECRET',
      'TRELLO_SECRET',
      'MONITOR_SECRET',
    ]
    const guessed = { ...Object.fromEntries(names.map((name) => [name, 'changeme'])), ...reader }
    expect(wrong(guessed)).toHaveLength(names.length)
    expect(wrong({ ...guessed, NODE_ENV: 'production' })).toHaveLength(names.length)
    expect(wrong({ ...guessed, NODE_ENV: 'development' })).toEqual([])
  })
})

describe('.env.example and CONFIG.md', () => {
  it('are what the definition says: npm run config writes them', () => {
    expect(generate(definition, { ...generated, check: true }).diff).toBe('')
  })

  it('are settings as they are by default, once every line is one', () => {
    const file = join(import.meta.dirname, '..', '.env.example')
    writeFileSync(join(cwd, '.env'), readFileSync(file, 'utf8').replaceAll(/^#([A-Z_]+=)/gm, '$1'))
    const { explain } = loadSettings({ env: {}, cwd })
    rmSync(join(cwd, '.env'))
    for (const { dotted, default: standard } of definition.plan.leaves) {
      const kinds = explain(dotted).offers.map(({ source }) => source.kind)
      expect(kinds, dotted).toEqual(standard === undefined ? [] : ['file', 'default'])
    }
  })
})
