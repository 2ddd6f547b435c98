import type * as z from 'zod/mini'
import { globalRegistry } from 'zod/v4/core'
import { type Field, fields, listNeeds } from './field.ts'

/** A schema without what is wrapped around it, and what that said. */
export interface Unwrapped {
  readonly schema: z.core.$ZodType
  /** The outermost that is registered. */
  readonly field: Field | undefined
  /** Of a list: when there must be one. */
  readonly required: Field['required']
  /** What zod was told that it is: the outermost `describe`. */
  readonly description: string | undefined
  /** Nothing said is not an error of its own. */
  readonly isOptional: boolean
  readonly default: unknown
  /** Something transforms it on its way. */
  readonly isPiped: boolean
  /** A plain object, which is a section. */
  readonly object: z.core.$ZodObject | undefined
  /** A list's items. */
  readonly element: z.core.$ZodType | undefined
}

interface State {
  field: Field | undefined
  required: Field['required']
  description: string | undefined
  isOptional: boolean
  default: unknown
  isPiped: boolean
  isLeaf: boolean
}

/** Takes off optional, default, nullable, readonly, pipes and their like. */
export function unwrap(schema: z.core.$ZodType): Unwrapped {
  const state: State = {
    field: undefined,
    required: undefined,
    description: undefined,
    isOptional: schema._zod.optin !== undefined,
    default: undefined,
    isPiped: false,
    isLeaf: false,
  }
  let at = schema
  for (let next: z.core.$ZodType | undefined = schema; next; next = peel(next, state)) {
    at = next
    state.field ??= fields.get(at)
    state.required ??= listNeeds.get(at)?.required
    state.description ??= globalRegistry.get(at)?.description
  }
  const { def } = (at as z.core.$ZodTypes)._zod
  const { isLeaf, ...rest } = state
  return {
    ...rest,
    schema: at,
    object: def.type === 'object' && !isLeaf ? (at as z.core.$ZodObject) : undefined,
    element: def.type === 'array' && !state.isPiped ? def.element : undefined,
  }
}

/** What is inside; undefined at the last one. */
function peel(schema: z.core.$ZodType, state: State): z.core.$ZodType | undefined {
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'default':
    case 'prefault':
      state.default ??= def.defaultValue
      return def.innerType
    case 'nullable':
      // An object or null is one value: null has no members.
      state.isLeaf = true
      return def.innerType
    case 'optional':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return def.innerType
    case 'lazy':
      // It may lead back to itself.
      state.isLeaf = true
      return def.getter()
    case 'pipe':
      state.isPiped = true
      return (def.in as z.core.$ZodTypes)._zod.def.type === 'object' ? def.in : undefined
    default:
      return undefined
  }
}
