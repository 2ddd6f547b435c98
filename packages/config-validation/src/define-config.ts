import { demandOptions } from '@sallyport/core'
import type * as z from 'zod/mini'
import type { ConfigFile } from './config-file.ts'
import { envFile } from './dotenv.ts'
import type { NamesOption } from './env-names.ts'
import { jsonFile } from './json.ts'
import { planByNames, planOf } from './make-plan.ts'
import { misuse } from './misuse.ts'
import type { Leaf, Plan, Section } from './plan.ts'
import { type Rule, type RuleMaker, rule } from './rule.ts'
import type { OutputOf, StandardSchema } from './standard-schema.ts'

/** What a configuration is made of. */
export interface ConfigOptions<S extends StandardSchema> {
  /** A zod schema of an object; a Standard Schema of another library validates, and has only `names`. */
  readonly schema: S
  /** `APP` makes `APP__LOG__LEVEL` of `log.level`; a variable within it that means nothing is an error. @default none: `LOG__LEVEL` */
  readonly prefix?: string
  /** Names beside the derived ones: `{ 'redis.url': 'REDIS_URL' }`; `{ former: 'REDIS' }` is read and warned of. */
  readonly names?: { readonly [P in PathOf<OutputOf<S>>]?: NamesOption }
  /** Later ones win. A name that ends in `.json` or begins with `.env`, or a file of another format. @default none */
  readonly files?: readonly (string | ConfigFile)[]
  /** The variable that says the profile: `production`, `staging` … @default 'NODE_ENV' */
  readonly profile?: string
  /** What several values have to keep to together. */
  readonly rules?: readonly Rule[] | ((rule: RuleMaker<OutputOf<S>>) => readonly Rule[])
}

/** Dotted paths of an object's values: `port`, `log`, `log.level`. */
export type PathOf<T> = string extends keyof T
  ? string
  : {
      [K in keyof T & string]: NonNullable<T[K]> extends Whole
        ? K
        : K | `${K}.${PathOf<NonNullable<T[K]>>}`
    }[keyof T & string]

/** What has no members to name: values, lists, and objects with a behaviour of their own. */
type Whole =
  | string
  | number
  | boolean
  | bigint
  | symbol
  | readonly unknown[]
  | { reveal(): unknown }
  | Date
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | ((...given: never) => unknown)

/** A configuration, thought through: what {@link defineConfig} makes. */
export interface ConfigDefinition<T = unknown> {
  readonly schema: StandardSchema<T>
  readonly plan: Plan
  readonly files: readonly ConfigFile[]
  /** The variable that says the profile. */
  readonly profile: string
  readonly rules: readonly Rule[]
}

/**
 * Thinks a configuration through, once: its values, their names in the environment, its files and rules.
 *
 * @throws TypeError for a definition that cannot work: two values under one name, a default that its own
 * schema refuses, a rule about a path that is not there.
 *
 * @example
 * ```ts
 * import { defineConfig } from '@sallyport/config-validation'
 * import * as z from 'zod'
 *
 * const definition = defineConfig({
 *   schema: z.object({ log: z.object({ level: z.enum(['INFO', 'DEBUG']) }), redis: z.object({ url: z.url() }) }),
 *   prefix: 'APP',
 *   names: { 'redis.url': 'REDIS_URL' },
 *   files: ['config.json', '.env'],
 * })
 * for (const { dotted, names } of definition.plan.leaves) console.log(dotted, names.map(({ name }) => name))
 * // prints: log.level [ 'APP__LOG__LEVEL' ]
 * // prints: redis.url [ 'REDIS_URL', 'APP__REDIS__URL' ]
 * ```
 */
export function defineConfig<S extends StandardSchema>(
  options: ConfigOptions<S>,
): ConfigDefinition<OutputOf<S>> {
  const { schema, prefix = '', names = {}, files = [], profile = 'NODE_ENV', rules = [] } = options
  // A `file` passed over would be a configuration of defaults.
  demandOptions('config-validation: defineConfig()', options, known)
  if (!/^(?:[A-Za-z][A-Za-z0-9_]*)?$/.test(prefix) || /__|_$/.test(prefix)) {
    throw misuse('prefix', 'a name of letters, digits and single _', prefix)
  }
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(profile)) {
    throw misuse('profile', 'the name of a variable', profile)
  }
  const naming = { prefix: prefix === '' ? '' : `${prefix}__`, names: names as Names }
  if (!isStandard(schema)) throw misuse('schema', 'a schema of zod, or a Standard Schema', schema)
  if (!Array.isArray(files)) throw misuse('files', 'a list', files)
  const plan = isZod(schema) ? planOf(schema, naming) : planByNames(naming)
  const definition = {
    // What validates to the output is what a Standard Schema is.
    schema: schema as StandardSchema<OutputOf<S>>,
    plan,
    files: files.map(fileOf),
    profile,
    rules: typeof rules === 'function' ? rules(rule as RuleMaker<OutputOf<S>>) : rules,
  }
  checkPaths(definition)
  return Object.freeze(definition)
}

const known = ['schema', 'prefix', 'names', 'files', 'profile', 'rules']

type Names = Readonly<Record<string, NamesOption>>

function isStandard(schema: unknown): schema is StandardSchema {
  const isThere = (typeof schema === 'object' && schema !== null) || typeof schema === 'function'
  return isThere && '~standard' in schema
}

/** Whether it can be looked into. */
export function isZod<S extends StandardSchema>(schema: S): schema is S & z.core.$ZodType {
  return '_zod' in schema
}

const formats: Readonly<Record<string, string>> = {
  yaml: 'yamlFile',
  yml: 'yamlFile',
  toml: 'tomlFile',
  jsonc: 'jsoncFile',
  json5: 'json5File',
}

function fileOf(file: string | ConfigFile): ConfigFile {
  if (typeof file !== 'string') return file
  const name = file.split(/[\\/]/).at(-1) ?? ''
  if (name.startsWith('.env')) return envFile(file)
  if (name.endsWith('.json')) return jsonFile(file)
  const ending = name.split('.').at(-1) ?? ''
  const maker = Object.hasOwn(formats, ending) ? formats[ending] : undefined
  const from = `@sallyport/config-validation/${maker?.slice(0, -'File'.length)}`
  const how = maker === undefined ? '' : `; for ${ending}: ${maker}('${file}') of '${from}'`
  throw misuse(
    'files',
    `names that end in .json or begin with .env, or files of a format${how}`,
    file,
  )
}

function checkPaths({ plan, rules }: Pick<ConfigDefinition, 'plan' | 'rules'>): void {
  const required = plan.leaves.flatMap(({ field: { required } }) =>
    typeof required === 'object' ? [required.when] : [],
  )
  for (const path of [...required, ...rules.flatMap((one) => one.paths)]) {
    if (memberAt(plan.root, path.split('.')) === undefined && !plan.root.isOpen) {
      throw misuse('rules', 'about paths of the schema, as is what is required when', path)
    }
  }
}

/** What stands at a path: a value, a section, or nothing. */
export function memberAt(root: Section, path: readonly string[]): Leaf | Section | undefined {
  let at: Leaf | Section | undefined = root
  for (const name of path) at = at && 'members' in at ? at.members.get(name) : undefined
  return at
}
