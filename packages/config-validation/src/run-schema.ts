import { $ZodAsyncError, type $ZodType, safeParse } from 'zod/v4/core'
import { type ConfigDefinition, isZod } from './define-config.ts'
import { misuse } from './misuse.ts'
import type { StandardIssue } from './standard-schema.ts'

/** What a schema says of a value. */
export type Ran =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly issues: readonly SchemaIssue[] }

/** What is wrong, as zod says it, or any library. */
export interface SchemaIssue extends StandardIssue {
  readonly path: readonly PropertyKey[]
  /** zod's; other libraries have none. */
  readonly code?: string
}

/** Validates. A schema whose checks throw refuses: what they say may have the value in it. */
export function runSchema({ schema }: Pick<ConfigDefinition, 'schema'>, value: unknown): Ran {
  return isZod(schema) ? runZod(schema, value) : runStandard(schema, value)
}

/** The same for part of it. */
export function runZod(schema: $ZodType, value: unknown): Ran {
  try {
    const result = safeParse(schema, value)
    return result.success
      ? { ok: true, value: result.data }
      : { ok: false, issues: result.error.issues as readonly SchemaIssue[] }
  } catch (error) {
    if (error instanceof $ZodAsyncError) throw notSynchronous()
    return { ok: false, issues: [thrown] }
  }
}

function runStandard(schema: ConfigDefinition['schema'], value: unknown): Ran {
  let result: ReturnType<ConfigDefinition['schema']['~standard']['validate']>
  try {
    result = schema['~standard'].validate(value)
  } catch {
    return { ok: false, issues: [thrown] }
  }
  if (isAwaited(result)) {
    // Nobody waits for it: what it is refused with may have a value in it, and would be printed.
    Promise.resolve(result).catch(() => {})
    throw notSynchronous()
  }
  if (!result.issues) return { ok: true, value: result.value }
  return {
    ok: false,
    issues: result.issues.map(({ message, path = [] }) => ({
      message,
      path: path.map((part) => (typeof part === 'object' ? part.key : part)),
    })),
  }
}

const isAwaited = <T>(result: T | PromiseLike<T>): result is PromiseLike<T> =>
  typeof (result as { readonly then?: unknown } | null)?.then === 'function'

const thrown: SchemaIssue = { message: 'a check of the schema has thrown', path: [] }

const notSynchronous = (): TypeError =>
  misuse('schema', 'one that validates at once; this one has checks that must be awaited')
