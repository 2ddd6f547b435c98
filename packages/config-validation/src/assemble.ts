import type { Gathered } from './gather.ts'
import type { Leaf, Section } from './plan.ts'
import { isTree } from './read-tree.ts'

type Values = Record<string, unknown>

/** What the schema is given: the chosen values in their sections. Undefined where there is none. */
export function assemble(
  section: Section,
  values: readonly unknown[],
  gathered: Gathered,
): Values | undefined {
  const made: Values = {}
  return fill(made, section, values, gathered) ? made : undefined
}

/** Puts a section's values into an object. Returns whether the section is said, or required. */
function fill(
  made: Values,
  section: Section,
  values: readonly unknown[],
  gathered: Gathered,
): boolean {
  const { leaves, sections } = section
  let isThere = section.isRequired
  for (let i = 0; i < leaves.length; i++) {
    const { index, name, inherited } = leaves[i] as Leaf
    const value = values[index]
    if (value !== undefined) isThere = true
    if (value !== undefined || inherited !== undefined) {
      made[name] = value === undefined ? inherited : value
    }
  }
  for (const inner of sections) {
    const inside: Values = {}
    const isSaid = fill(inside, inner, values, gathered)
    if (isSaid || inner.isInherited) made[inner.name] = inside
    if (isSaid) isThere = true
  }
  return (gathered.hasTrees && addOthers(made, section, gathered)) || isThere
}

/** What an open section has beside its members, lower layers first. Returns whether any layer has it. */
function addOthers(made: Values, section: Section, { layers }: Gathered): boolean {
  let isThere = false
  for (const { sections } of layers.toReversed()) {
    const others = sections.get(section)
    if (others === undefined) continue
    isThere = true
    merge(made, others)
  }
  return isThere
}

// No forbidden name gets here: the trees were searched for them.
function merge(into: Values, from: Readonly<Values>): void {
  for (const [name, value] of Object.entries(from)) {
    const there = into[name]
    if (isTree(value)) {
      const inner = Object.hasOwn(into, name) && isTree(there) ? there : {}
      into[name] = inner
      merge(inner, value)
    } else into[name] = value
  }
}
