import type { Section } from './plan.ts'
import { isTree } from './read-tree.ts'

type Values = Record<string, unknown>

const deepest = 200

/**
 * The configuration, frozen to its depths. Sections are the schema's own new objects; a value that is an
 * object may be somebody else's (an override's, a default's), and is copied before it is frozen.
 */
export function frozenConfig(value: unknown, root: Section): unknown {
  return root.isPiped ? frozenCopy(value) : frozenSection(value, root)
}

function frozenSection(value: unknown, section: Section): unknown {
  const { isPiped, isOpen, hasDefault } = section
  // What a default or a readonly() made is not to be written to.
  const isKept = isPiped || isOpen || hasDefault || Object.isFrozen(value)
  if (isKept || !isTree(value)) return frozenCopy(value)
  const values = value as Values
  for (const { name } of section.deep) {
    const own = values[name]
    if (typeof own === 'object' && own !== null) values[name] = frozenCopy(own)
  }
  for (const inner of section.sections) {
    if (values[inner.name] !== undefined)
      values[inner.name] = frozenSection(values[inner.name], inner)
  }
  return Object.freeze(values)
}

/** A frozen copy of plain data; an object with a behaviour of its own is left as it is. */
export function frozenCopy(value: unknown, depth = 0): unknown {
  if (depth > deepest) return value
  if (Array.isArray(value)) return Object.freeze(value.map((one) => frozenCopy(one, depth + 1)))
  if (!isTree(value)) return value
  const copied = Object.entries(value).map(([name, one]) => [name, frozenCopy(one, depth + 1)])
  return Object.freeze(Object.fromEntries(copied))
}
