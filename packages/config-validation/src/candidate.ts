import type { Chosen } from './choose.ts'
import { type ConfigDefinition, isZod, memberAt } from './define-config.ts'
import type { Gathered } from './gather.ts'
import { isSection, type Leaf, type Section } from './plan.ts'
import { type Ran, runZod } from './run-schema.ts'

/** A configuration as it is looked at: what was chosen, what became of it, what is wrong. */
export interface Candidate extends Chosen {
  readonly definition: ConfigDefinition
  readonly gathered: Gathered
  readonly input: Readonly<Record<string, unknown>>
  /** The value at a path, if it is valid, whatever else is wrong. */
  valueAt(path: string): Ran
}

const unsaid: Ran = { ok: false, issues: [] }

/** The value at a path, where it is valid. */
export function partOf(
  path: string,
  whole: Ran,
  { schema, plan }: ConfigDefinition,
  { failed }: Gathered,
  input: Candidate['input'],
): Ran {
  const parts = path.split('.')
  const within = `${path}.`
  for (const { dotted } of failed) {
    if (dotted === path || dotted.startsWith(within)) return unsaid
  }
  const member = memberAt(plan.root, parts)
  if (member === undefined || !isZod(schema)) {
    return whole.ok ? { ok: true, value: valueIn(whole.value, parts) } : unsaid
  }
  // A part is asked for itself where another failed, and where a transformation may have moved it.
  if (whole.ok && !isMoved(plan.root, parts))
    return { ok: true, value: valueIn(whole.value, parts) }
  const given = valueIn(input, parts)
  return isSection(member) && given === undefined ? unsaid : runZod(member.schema, given)
}

/** Whether something that it is in is transformed. */
function isMoved(root: Section, path: readonly string[]): boolean {
  let at: Section | Leaf | undefined = root
  for (const name of path) {
    if (at === undefined || !isSection(at)) return false
    if (at.isPiped) return true
    at = at.members.get(name)
  }
  return false
}

/** What stands at a path. */
export function valueIn(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, name) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, name)
        ? (at as Record<PropertyKey, unknown>)[name]
        : undefined,
    value,
  )
}
