import * as ours from '@sallyport/config-validation'
import { defineConfig, loadConfig } from '@sallyport/config-validation'
import { createEnv } from '@t3-oss/env-core'
import convict from 'convict'
import envSchema from 'env-schema'
import * as envalid from 'envalid'
import * as z from 'zod'
import { loadConfigSync } from 'zod-config'
import { envAdapter } from 'zod-config/env-adapter'
import { jsonAdapter } from 'zod-config/json-adapter'

/** What a value is, and what it is when nobody says it. */
export interface Value {
  readonly kind: 'port' | 'number' | 'boolean' | 'text' | 'choice'
  readonly default?: number
}
/** Values by name. */
export type Values = Readonly<Record<string, Value>>
/** Variables by name. */
export type Env = Record<string, string | undefined>

/** One of those that are asked. */
export interface Library {
  readonly title: string
  /** A configuration of these values out of an environment. */
  load(values: Values, env: Env): object
  /** Out of a file of JSON, in which no other name may be. Not there where it reads none. */
  loadFile?(values: Values, path: string): object
}

/** Something for each of the values. */
function each<T>(values: Values, make: (value: Value) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, make(value)]))
}

const words = ['first', 'second'] as const
const zodKinds: Readonly<Record<Value['kind'], () => z.ZodType>> = {
  port: () => z.coerce.number().int().min(1).max(65_535),
  number: () => z.coerce.number(),
  boolean: () => z.stringbool(),
  text: () => z.string(),
  choice: () => z.enum(words),
}
const zodOf = (value: Value): z.ZodType =>
  value.default === undefined
    ? zodKinds[value.kind]()
    : zodKinds[value.kind]().default(value.default)

const envalidKinds: Readonly<Record<Value['kind'], () => envalid.ValidatorSpec<unknown>>> = {
  port: envalid.port,
  number: envalid.num,
  boolean: envalid.bool,
  text: envalid.str,
  choice: () => envalid.str({ choices: words }),
}
const envalidOf = ({ kind, default: none }: Value): envalid.ValidatorSpec<unknown> =>
  none === undefined ? envalidKinds[kind]() : envalid.port({ default: none })
const convictKinds = {
  port: 'port',
  number: Number,
  boolean: Boolean,
  text: String,
  choice: [...words],
}
const convictOf = (values: Values, env: Env) => {
  const spec = Object.entries(values).map(([name, { kind, default: none = null }]) => [
    name,
    { format: convictKinds[kind], default: none, env: name },
  ])
  return convict<Record<string, unknown>>(Object.fromEntries(spec), { env: { ...env }, args: [] })
}
const ajvKinds = {
  port: { type: 'integer', minimum: 1, maximum: 65_535 },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  text: { type: 'string' },
  choice: { enum: words },
} as const
const ourKinds: Readonly<Record<Value['kind'], (value: Value) => z.core.$ZodType>> = {
  port: ({ default: none }) => ours.port(none === undefined ? {} : { default: none }),
  number: () => z.number(),
  boolean: () => ours.bool(),
  text: () => ours.text(),
  choice: () => ours.choice(words),
}
const ourShape = (values: Values) => z.object(each(values, (value) => ourKinds[value.kind](value)))

/** Those that are asked, each as its own pages show it. */
export const libraries: readonly Library[] = [
  {
    title: 't3-env',
    load: (values, env) =>
      createEnv({
        server: each(values, zodOf),
        runtimeEnv: env,
        emptyStringAsUndefined: true,
        isServer: true,
      }),
  },
  {
    title: 'envalid',
    load: (values, env) => envalid.cleanEnv(env, each(values, envalidOf)),
  },
  {
    title: 'convict',
    load: (values, env) => convictOf(values, env).validate().getProperties(),
    loadFile: (values, path) =>
      convictOf(values, {}).loadFile(path).validate({ allowed: 'strict' }).getProperties(),
  },
  {
    title: 'zod-config',
    load: (values, env) =>
      loadConfigSync({
        schema: z.object(each(values, zodOf)),
        adapters: envAdapter({ customEnv: env as NodeJS.ProcessEnv }),
      }),
    loadFile: (values, path) =>
      loadConfigSync({
        schema: z.strictObject(each(values, zodOf)),
        adapters: jsonAdapter({ path }),
      }),
  },
  {
    title: 'env-schema',
    load: (values, env) => {
      const properties = each(values, ({ kind, ...none }) => ({ ...ajvKinds[kind], ...none }))
      const required = Object.keys(values).filter((name) => values[name]?.default === undefined)
      return envSchema({ schema: { type: 'object', required, properties }, data: env, env: false })
    },
  },
  {
    title: 'sallyport',
    load: (values, env) =>
      loadConfig(defineConfig({ schema: ourShape(values) }), { env, profile: 'production' }).config,
    loadFile: (values, path) => {
      const definition = defineConfig({ schema: ourShape(values), files: [path] })
      return loadConfig(definition, { env: {}, profile: 'production' }).config
    },
  },
]
