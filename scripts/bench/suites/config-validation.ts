import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig, loadConfig } from '@sallyport/config-validation'
import { createEnv } from '@t3-oss/env-core'
import convict from 'convict'
import { bool, cleanEnv, port as envalidPort, url as envalidUrl, str } from 'envalid'
import { build } from 'esbuild'
import * as z from 'zod'
import { loadConfigSync } from 'zod-config'
import { envAdapter } from 'zod-config/env-adapter'
import { type Loop, race } from '../race.ts'
import { judge, type Suite } from '../row.ts'

const levels = ['debug', 'info', 'warning', 'error', 'critical'] as const

/** What a service's environment has: 60 values, six of which nobody set. */
const kinds = {
  STR: { count: 20, text: (i: number) => `value-${i}` },
  NUM: { count: 12, text: (i: number) => `${1000 + i}` },
  BOOL: { count: 10, text: (i: number) => (i % 2 ? 'true' : 'false') },
  URL: { count: 6, text: (i: number) => `https://host${i}.example.com/path` },
  LVL: { count: 6, text: (i: number) => levels[i % 4] as string },
  DEF: { count: 6, text: () => undefined },
} as const
type Kind = keyof typeof kinds

/** Something for each of the 60. */
function each<T>(make: (kind: Kind, i: number, name: string) => T): Record<string, T> {
  return Object.fromEntries(
    Object.entries(kinds).flatMap(([kind, { count }]) =>
      Array.from({ length: count }, (_, i) => {
        const name = `${kind}_${i}`
        return [name, make(kind as Kind, i, name)] as const
      }),
    ),
  )
}

const env: Record<string, string> = {}
for (const [name, text] of Object.entries(each((kind, i) => kinds[kind].text(i))))
  if (text !== undefined) env[name] = text
const sectioned = (name: string): string => `APP__${name.replace('_', '__ITEM')}`
const prefixed: Record<string, string> = {}
for (const [name, text] of Object.entries(env)) prefixed[sectioned(name)] = text

const shapes: Readonly<Record<Kind, () => z.ZodType>> = {
  STR: () => z.string(),
  NUM: () => z.coerce.number().int().min(1).max(65535),
  BOOL: () => z.stringbool(),
  URL: () => z.url(),
  LVL: () => z.enum(levels),
  DEF: () => z.string().default('fallback'),
}
const flat = z.object(each((kind) => shapes[kind]()))
const sections = Object.fromEntries(
  Object.entries(kinds).map(([kind, { count }]) => [
    kind.toLowerCase(),
    z.object(
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => [`item${i}`, shapes[kind as Kind]()]),
      ),
    ),
  ]),
)
const nested = z.object(sections)
const places = Object.entries(each((_kind, _i, name) => sectioned(name))).map(
  ([name, variable]) => {
    const [kind = '', i = ''] = name.split('_')
    return { section: kind.toLowerCase(), item: `item${i}`, variable }
  },
)

/** The sections, put together by hand: what bare zod has to be given. */
function byHandInSections(): Record<string, Record<string, string>> {
  const made: Record<string, Record<string, string>> = {}
  for (const { section, item, variable } of places) {
    const values = made[section] ?? {}
    made[section] = values
    const text = prefixed[variable]
    if (text !== undefined) values[item] = text
  }
  return made
}

let done = 0
const loop =
  (load: () => unknown): Loop =>
  (n) => {
    for (let i = 0; i < n; i++) if (load()) done++
  }

/** As fast as it can be: each text looked at once, by hand. */
function byHand(): unknown {
  const made: Record<string, unknown> = {}
  for (let i = 0; i < 20; i++) made[`STR_${i}`] = env[`STR_${i}`]
  for (let i = 0; i < 12; i++) {
    const value = Number(env[`NUM_${i}`])
    if (!(value >= 1 && value <= 65535)) throw new Error('NUM')
    made[`NUM_${i}`] = value
  }
  for (let i = 0; i < 10; i++) made[`BOOL_${i}`] = env[`BOOL_${i}`] === 'true'
  for (let i = 0; i < 6; i++) {
    if (!URL.canParse(env[`URL_${i}`] ?? '')) throw new Error('URL')
    made[`URL_${i}`] = env[`URL_${i}`]
  }
  for (let i = 0; i < 6; i++) {
    if (!levels.includes(env[`LVL_${i}`] as 'debug')) throw new Error('LVL')
    made[`LVL_${i}`] = env[`LVL_${i}`]
  }
  for (let i = 0; i < 6; i++) made[`DEF_${i}`] = env[`DEF_${i}`] ?? 'fallback'
  return Object.freeze(made)
}

const envalidSpec = each((kind) => {
  if (kind === 'NUM') return envalidPort()
  if (kind === 'BOOL') return bool()
  if (kind === 'URL') return envalidUrl()
  if (kind === 'LVL') return str({ choices: [...levels] })
  return kind === 'DEF' ? str({ default: 'fallback' }) : str()
})
const convictSpec = each((kind, _, name) => {
  if (kind === 'NUM') return { format: 'port', default: 1, env: name }
  if (kind === 'BOOL') return { format: Boolean, default: false, env: name }
  if (kind === 'LVL') return { format: [...levels], default: 'info', env: name }
  return { format: String, default: 'fallback', env: name }
})

/** Makes its schema each time: it has nothing to be made before. */
const t3Env = (): unknown =>
  createEnv({ server: flat.shape, runtimeEnv: env, emptyStringAsUndefined: true, isServer: true })

/** Who loads the same 60 values, and how much faster we are to be. */
const peers: readonly { id: string; what: string; load: () => unknown; atMost?: number }[] = [
  { id: 'zod', what: 'bare zod', load: () => flat.safeParse(env), atMost: 1.3 },
  { id: 't3-env', what: 't3-env, which makes its schema anew', load: t3Env, atMost: 0.8 },
  {
    id: 'zod-config',
    what: 'zod-config',
    load: () =>
      loadConfigSync({ schema: flat, adapters: envAdapter({ customEnv: env }), silent: true }),
    atMost: 0.5,
  },
  { id: 'envalid', what: 'envalid', load: () => cleanEnv(env, envalidSpec), atMost: 0.1 },
  {
    id: 'convict',
    what: 'convict, which makes its schema anew',
    load: () => convict(convictSpec, { env, args: [] }).validate().getProperties(),
    atMost: 0.1,
  },
  { id: 'by-hand', what: 'a loop by hand', load: byHand },
]

/** A script that imports these, as a bundler makes it: the sources themselves would be compiled first. */
async function bundled(...imports: readonly string[]): Promise<string> {
  const outfile = join(mkdtempSync(join(tmpdir(), 'sallyport-bench-')), 'bundle.mjs')
  const contents = imports.map(
    (name, i) => `import * as m${i} from '${name}'\nglobalThis.m${i} = m${i}\n`,
  )
  const stdin = { contents: contents.join(''), resolveDir: import.meta.dirname }
  await build({ stdin, outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'error' })
  return outfile
}

/** Milliseconds that a process takes to run a script. */
function running(script: string): number {
  const start = process.hrtime.bigint()
  const { status } = spawnSync(process.execPath, [script])
  if (status !== 0) throw new Error(`bench: cannot run ${script}`)
  return Number(process.hrtime.bigint() - start) / 1e6
}

/** A warm load of 60 values, with everything that can be explained afterwards, beside the usual libraries. */
export const suite: Suite = async function* () {
  const definition = defineConfig({ schema: flat })
  const load = (): unknown => loadConfig(definition, { env }).config
  const there = loadConfig(definition, { env })
  if (JSON.stringify(there.config) !== JSON.stringify(flat.parse(env)))
    throw new Error('bench: differs from zod')
  for (const { id, what, load: peer, atMost } of peers) {
    yield race({
      id: `config-validation/${id}`,
      what: `60 values of the environment: loadConfig() / ${what}`,
      ours: loop(load),
      peer: loop(peer),
      ...(atMost === undefined ? {} : { target: { atMost } }),
    })
  }
  // What a process does once, when it starts: there is nothing warm.
  yield race({
    id: 'config-validation/start',
    what: 'the same, thought through first: defineConfig() and loadConfig() / t3-env',
    ours: loop(() => loadConfig(defineConfig({ schema: z.object(flat.shape) }), { env }).config),
    peer: loop(t3Env),
  })
  // What services load is the real environment, where asking for a variable is what costs.
  Object.assign(process.env, env)
  yield race({
    id: 'config-validation/process-env',
    what: 'the same from process.env: loadConfig() / bare zod',
    ours: loop(() => loadConfig(definition).config),
    peer: loop(() => flat.safeParse(process.env)),
    target: { atMost: 1.3 },
  })
  const inSections = defineConfig({ schema: nested, prefix: 'APP' })
  const made = nested.parse(byHandInSections())
  if (JSON.stringify(loadConfig(inSections, { env: prefixed }).config) !== JSON.stringify(made))
    throw new Error('bench: differs from zod')
  yield race({
    id: 'config-validation/nested',
    what: '60 values in sections behind a prefix: loadConfig() / zod, the sections made by hand',
    ours: loop(() => loadConfig(inSections, { env: prefixed }).config),
    peer: loop(() => nested.safeParse(byHandInSections())),
    target: { atMost: 1.3 },
  })
  const plain: Readonly<Record<string, unknown>> = { ...there.config }
  const { config } = there
  yield race({
    id: 'config-validation/read',
    what: 'reading a value / a property',
    ours: (n) => {
      for (let i = 0; i < n; i++) if (config.NUM_5 === 1005) done++
    },
    peer: (n) => {
      for (let i = 0; i < n; i++) if (plain.NUM_5 === 1005) done++
    },
    target: { atMost: 1.3 },
  })
  const withUs = await bundled('zod/mini', '@sallyport/config-validation')
  const alone = await bundled('zod/mini')
  const rounds = Array.from({ length: 9 }, () => ({
    ours: running(withUs),
    peer: running(alone),
  }))
  yield judge(
    {
      id: 'config-validation/import',
      what: 'a process that imports us and zod/mini / zod/mini alone',
      target: undefined,
    },
    rounds,
    (ms) => `${ms.toFixed(0)} ms`,
  )
  if (done === 0) throw new Error('bench: nothing was loaded, so nothing was measured')
}
