import type * as z from 'zod/mini'
import { $ZodUnknown, safeParse } from 'zod/v4/core'
import { derivedName, isForbidden, type NamesOption, namesIndex, namesOf } from './env-names.ts'
import { type Field, verbatim } from './field.ts'
import { holdsSecret } from './holds-secret.ts'
import { listField } from './list-field.ts'
import { misuse } from './misuse.ts'
import { isSection, type Leaf, type Plan, type Section } from './plan.ts'
import { type Unwrapped, unwrap } from './unwrap.ts'
import { mayBeObject, zodField } from './zod-field.ts'

/** What the walk over a schema knows and collects. */
interface Walk {
  readonly prefix: string
  readonly names: Readonly<Record<string, NamesOption>>
  readonly leaves: Leaf[]
}

/** What stands above a member. */
interface Above {
  readonly path: readonly string[]
  readonly isRequired: boolean
  /** The section's own default, of which a member's is part. */
  readonly default: unknown
  /** The objects that it is in. */
  readonly within: readonly z.core.$ZodObject[]
}

/** The plan of a zod schema: its leaves, and how the environment names them. */
export function planOf(
  schema: z.core.$ZodType,
  { prefix, names }: Pick<Walk, 'prefix' | 'names'>,
): Plan {
  const walk: Walk = { prefix, names, leaves: [] }
  const root = unwrap(schema)
  if (root.object === undefined) throw misuse('schema', 'an object of named values')
  const above = { path: [], isRequired: true, default: undefined, within: [] }
  const section = sectionOf(schema, { ...root, object: root.object }, above, walk)
  return finish(section, walk)
}

/** The plan of a schema that cannot be looked into: what `names` says, and anything in files. */
export function planByNames({ prefix, names }: Pick<Walk, 'prefix' | 'names'>): Plan {
  const walk: Walk = { prefix, names, leaves: [] }
  const paths = Object.keys(names).map((path) => path.split('.'))
  const bad = paths.find((path) => path.some((part) => part === '' || isForbidden(part)))
  if (bad) throw misuse('names', 'paths of values', bad.join('.'))
  return finish(openSection([], paths, walk), walk)
}

function openSection(
  path: readonly string[],
  paths: readonly (readonly string[])[],
  walk: Walk,
): Section {
  const members = new Map<string, Leaf | Section>()
  for (const [name = ''] of paths) {
    const inner = paths.filter(([first]) => first === name).map(([, ...rest]) => rest)
    const here = [...path, name]
    const isLeaf = inner.some((rest) => rest.length === 0)
    if (members.has(name)) continue
    if (isLeaf && inner.length > 1)
      throw misuse('names', 'paths of values, not of what is in one', name)
    const above = { path: here, isRequired: false, default: undefined, within: [] }
    members.set(
      name,
      isLeaf ? leafOf(unknown, unwrap(unknown), above, walk) : openSection(here, inner, walk),
    )
  }
  const isRequired = path.length === 0
  const states = { isRequired, isPiped: false, isOpen: true, hasDefault: false, isInherited: false }
  return { ...frame(path, members), schema: unknown, ...states }
}

const unknown: z.core.$ZodType = new $ZodUnknown({ type: 'unknown' })

function finish(root: Section, { prefix, names, leaves }: Walk): Plan {
  for (const path of Object.keys(names)) {
    if (!leaves.some(({ dotted }) => dotted === path))
      throw misuse('names', 'paths of values', path)
  }
  return {
    leaves,
    byName: namesIndex(leaves),
    prefix,
    root,
    reading: leaves.filter(({ field }) => field.read !== verbatim),
    secrets: leaves.filter(({ field }) => field.isSecret),
    conditional: leaves.filter(({ field }) => (field.required ?? 'schema') !== 'schema'),
  }
}

function sectionOf(
  schema: z.core.$ZodType,
  { object, isOptional, isPiped, default: own }: Unwrapped & { readonly object: z.core.$ZodObject },
  { path, isRequired, default: inherited, within }: Above,
  walk: Walk,
): Section {
  const { shape, catchall } = object._zod.def
  const members = new Map<string, Leaf | Section>()
  const here = isRequired && !isOptional
  // The outer default is the one that holds where nothing is said.
  const base = inherited ?? own
  for (const [name, member] of Object.entries(shape)) {
    if (isForbidden(name) || name === '' || name.includes('.')) {
      throw misuse('schema', 'an object whose names have no dot and are not __proto__', name)
    }
    const inner = unwrap(member)
    const above = {
      ...{ path: [...path, name], isRequired: here, default: memberOf(base, name) },
      within: [...within, object],
    }
    members.set(name, memberFor(member, inner, above, walk))
  }
  const isOpen = catchall !== undefined && catchall._zod.def.type !== 'never'
  const states = { hasDefault: base !== undefined, isInherited: inherited !== undefined }
  return { ...frame(path, members), schema, isRequired: here, isPiped, isOpen, ...states }
}

/** A section, or a value: also an object within itself, which has no end. */
function memberFor(
  schema: z.core.$ZodType,
  inner: Unwrapped,
  above: Above,
  walk: Walk,
): Leaf | Section {
  const { object, field } = inner
  return object === undefined || field !== undefined || above.within.includes(object)
    ? leafOf(schema, inner, above, walk)
    : sectionOf(schema, { ...inner, object }, above, walk)
}

function frame(
  path: readonly string[],
  members: Section['members'],
): Pick<Section, 'name' | 'path' | 'dotted' | 'members' | 'leaves' | 'deep' | 'sections'> {
  const all = [...members.values()]
  const leaves = all.filter((member): member is Leaf => !isSection(member))
  return {
    name: path.at(-1) ?? '',
    path,
    dotted: path.join('.'),
    members,
    leaves,
    deep: leaves.filter(({ schema }) => mayBeObject(schema)),
    sections: all.filter(isSection),
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}

function leafOf(schema: z.core.$ZodType, inner: Unwrapped, above: Above, walk: Walk): Leaf {
  const dotted = above.path.join('.')
  const item = inner.element && fieldOf(unwrap(inner.element), [inner.schema])
  const own = describedField(inner)
  const isSecret = own.isSecret === true || holdsSecret(schema)
  const field = isSecret ? { ...own, isSecret } : own
  const standard = above.default ?? inner.default
  const { prefix, names, leaves } = walk
  const isList = item !== undefined
  const all = namesOf(derivedName(prefix, above.path), names[dotted], { isSecret, isList })
  const leaf: Leaf = {
    name: above.path.at(-1) ?? '',
    path: above.path,
    dotted,
    index: leaves.length,
    schema,
    field,
    names: all,
    isSimple: all.length === 1 && !isSecret && !isList,
    isRequired: above.isRequired && !inner.isOptional && standard === undefined,
    ...(standard === undefined ? {} : { default: standard }),
    ...(above.default === undefined || inner.isPiped ? {} : { inherited: above.default }),
    ...(item === undefined ? {} : { item }),
  }
  leaves.push(leaf)
  checkDefault(leaf, inner)
  return leaf
}

/** With what is said of the value outside of its field. */
function describedField(inner: Unwrapped): Field {
  const field = fieldOf(inner, [])
  const { help = inner.description, required = inner.required } = field
  const isSame = help === field.help && required === field.required
  return isSame ? field : { ...field, help, ...(required && { required }) }
}

function fieldOf({ field, element, schema }: Unwrapped, within: readonly z.core.$ZodType[]): Field {
  if (field) return field
  // A list of its own kind has no end.
  if (element === undefined || within.includes(schema)) return zodField(schema)
  return listField(schema, fieldOf(unwrap(element), [...within, schema])) as Field
}

// zod takes a default as it is: one that the schema itself refuses would be found in production.
function checkDefault({ dotted, default: standard }: Leaf, { schema, isPiped }: Unwrapped): void {
  if (standard === undefined || isPiped) return
  if (!safeParse(schema, standard).success) {
    throw misuse('schema', `one whose defaults it takes itself; that of ${dotted} is refused`)
  }
}
