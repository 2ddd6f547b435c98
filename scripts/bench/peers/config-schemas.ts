import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as ours from '@sallyport/config-validation'
import {
  ConfigError,
  defineConfig,
  explanationText,
  loadConfig,
} from '@sallyport/config-validation'
import { envExample } from '@sallyport/config-validation/generate'
import { watchConfig } from '@sallyport/config-validation/watch'
import { createEnv } from '@t3-oss/env-core'
import convict from 'convict'
import * as z from 'zod'
import { loadConfigSync } from 'zod-config'
import { envAdapter } from 'zod-config/env-adapter'
import { attempt, readIn } from './attempt.ts'

/** What has to be written anew for each, by its title; where it has no such thing it is not there. */
export type Answers = Readonly<Record<string, () => unknown>>

const given = (env: Record<string, string>) => ({ customEnv: env as NodeJS.ProcessEnv })
const t3 = { emptyStringAsUndefined: true, isServer: true } as const

const coerced = { V: z.coerce.boolean() }
const off = { V: 'false' }
const coercion: Answers = {
  't3-env': () => createEnv({ ...t3, server: coerced, runtimeEnv: off }).V,
  'zod-config': () =>
    loadConfigSync({ schema: z.object(coerced), adapters: envAdapter(given(off)) }).V,
  sallyport: () => loadConfig(defineConfig({ schema: z.object(coerced) }), { env: off }).config.V,
}

// Two that do not go together, and a third that is missing.
const three = { SOFT: z.coerce.number(), HARD: z.coerce.number(), URL: z.string() }
const apart = { SOFT: '9', HARD: '3' }
const fault = 'the soft limit is above the hard one'
const together = ({ SOFT, HARD }: { SOFT: number; HARD: number }): boolean => SOFT <= HARD
const told = (act: () => unknown): string => {
  const { error, printed } = attempt(act)
  return `${readIn(error)} ${printed}`.includes(fault) ? 'told' : 'not told'
}
const rules: Answers = {
  't3-env': () =>
    told(() =>
      createEnv({
        ...t3,
        server: three,
        runtimeEnv: apart,
        createFinalSchema: (shape) => z.object(shape).refine((v) => together(v as never), fault),
      }),
    ),
  'zod-config': () =>
    told(() =>
      loadConfigSync({
        schema: z.object(three).refine(together, fault),
        adapters: envAdapter(given(apart)),
      }),
    ),
  sallyport: () => {
    const definition = defineConfig({
      schema: z.object(three),
      rules: (rule) => [
        rule(['SOFT', 'HARD'], ([SOFT, HARD]) => together({ SOFT, HARD }) || fault),
      ],
    })
    return told(() => loadConfig(definition, { env: apart }))
  },
}

const folder = mkdtempSync(join(tmpdir(), 'sallyport-bench-'))
const path = join(folder, 'config.json')
const held: Answers = {
  convict: () => {
    writeFileSync(path, '{"port":80}')
    const config = convict({ port: { format: 'port', default: 1 } }, { env: {}, args: [] })
    config.loadFile(path).validate()
    writeFileSync(path, '{"port":"none"}')
    attempt(() => config.loadFile(path).validate())
    return config.get('port')
  },
  sallyport: async () => {
    writeFileSync(path, '{"port":80}')
    const definition = defineConfig({ schema: z.object({ port: ours.port() }), files: [path] })
    const quiet = { env: {}, signals: false, onRejected: () => {} } as const
    using config = watchConfig(definition, quiet)
    writeFileSync(path, '{"port":"none"}')
    await config.reload()
    return config.current.port
  },
}

const named = defineConfig({
  schema: z.object({ port: ours.port({ default: 3_000 }), key: ours.secret() }),
  names: { port: ['HTTP_PORT'] },
})
const env = { PORT: '80', KEY: 'f3a9c1d27be04568' }
function codes(more: Record<string, string>): string {
  const { error } = attempt(() => loadConfig(named, { env: { ...env, ...more } }))
  return error instanceof ConfigError ? error.issues.map(({ code }) => code).join(', ') : 'nothing'
}

/** The questions, and who has an answer. */
export const written: Readonly<Record<string, Answers>> = {
  'z.coerce.boolean() that is "false"': coercion,
  'a rule of two values, while a third is missing': rules,
  'port 80, after a reload with port "none"': held,
  'two names that say one value': { sallyport: () => codes({ HTTP_PORT: '81' }) },
  'KEY and KEY_FILE': { sallyport: () => codes({ KEY_FILE: '/run/secrets/key' }) },
  'where a value came from': {
    sallyport: () => explanationText(loadConfig(named, { env }).explain('port')),
  },
  'an example of the environment, lines': {
    sallyport: () => envExample(named).trim().split('\n').length,
  },
}
