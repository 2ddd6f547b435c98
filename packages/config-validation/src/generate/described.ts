import { isDeepStrictEqual } from 'node:util'
import type { ConfigDefinition } from '../define-config.ts'
import type { Field } from '../field.ts'
import type { Leaf } from '../plan.ts'
import { runZod } from '../run-schema.ts'
import { shownValue } from '../shown.ts'

/** What documents say of a value. Never has one in it that is secret. */
export interface Described {
  /** The variable to use. */
  readonly name: string
  /** Others that are read, former ones among them. */
  readonly others: readonly string[]
  /** `required`, `required in production`, `required where AIRTABLE_ENABLED is true`, `optional`. */
  readonly need: string
  readonly isRequired: boolean
  readonly expected: string
  readonly help: string | undefined
  /** As text; undefined where there is none, or it is secret. */
  readonly default: string | undefined
  /** As text, what to show for it; empty where nothing fits. */
  readonly example: string
}

/** A section's values, in the order of the schema. */
export interface DescribedSection {
  /** Empty for values that are in none. */
  readonly title: string
  readonly values: readonly (readonly [Leaf, Described])[]
}

/** Everything that can be set, by section; values that are in none come first. */
export function describedSections(definition: ConfigDefinition): readonly DescribedSection[] {
  const sections = new Map<string, (readonly [Leaf, Described])[]>([['', []]])
  for (const leaf of definition.plan.leaves) {
    const title = oneLine(leaf.path.slice(0, -1).join('.'))
    const values = sections.get(title) ?? []
    sections.set(title, values)
    values.push([leaf, described(leaf, definition)])
  }
  return [...sections]
    .map(([title, values]) => ({ title, values }))
    .filter(({ values }) => values.length > 0)
}

function described(leaf: Leaf, definition: ConfigDefinition): Described {
  const { field, names, isRequired } = leaf
  const [name = '', ...others] = names.flatMap(({ name: one, file }) =>
    file ? [one, file] : [one],
  )
  const standard = defaultOf(leaf)
  return {
    ...{ name, others, isRequired },
    need: oneLine(needOf(leaf, definition)),
    expected: oneLine(field.expected),
    help: field.help === undefined ? undefined : oneLine(field.help),
    default: standard,
    example: field.example ?? standard ?? '',
  }
}

function defaultOf({ default: standard, field, schema }: Leaf): string | undefined {
  if (standard === undefined || field.isSecret) return undefined
  const text = textOf(field, standard)
  // Of a URL with a password nothing is shown: what is left of it would not work.
  if (text === undefined || shownValue(text) !== text) return undefined
  const said = runZod(schema, field.read(text))
  return said.ok && isDeepStrictEqual(said.value, standard) ? text : undefined
}

/** What a transformation made may have no text. */
function textOf(field: Field, value: unknown): string | undefined {
  try {
    return field.write(value)
  } catch {
    return undefined
  }
}

function needOf(
  { isRequired, default: standard, field: { required } }: Leaf,
  { plan }: ConfigDefinition,
): string {
  if (isRequired) return 'required'
  if (standard !== undefined || required === undefined || required === 'schema') return 'optional'
  if (required === 'production') return 'required in production'
  const other = plan.leaves.find(({ dotted }) => dotted === required.when)
  const isYesNo = other?.field.kind === 'bool' || other?.field.kind === 'boolean'
  return `required where ${other?.names[0]?.name ?? required.when} is ${isYesNo ? 'true' : 'set'}`
}

/** Nothing in a sentence may begin a line of its own. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
