import { isForbidden } from './env-names.ts'
import { type Gathering, tellFew } from './gathering.ts'
import type { Layer } from './layer.ts'
import { type Offers, sourceAt } from './offers.ts'
import { isSection, type Plan, type Section } from './plan.ts'
import { shownName } from './shown.ts'
import { nearest } from './suggest.ts'
import { forbidden } from './unknown-names.ts'

type Tree = Readonly<Record<string, unknown>>

interface Reading {
  readonly layer: Layer
  readonly values: unknown[]
  readonly sections: Map<Section, Tree>
  readonly to: Gathering
}

/** What a layer of nested names has: a file, the overrides. */
export function readTree(plan: Plan, layer: Layer & { tree: Tree }, to: Gathering): Offers {
  const values: unknown[] = new Array(plan.leaves.length)
  const sections = new Map<Section, Tree>()
  readSection(plan.root, layer.tree, { layer, values, sections, to })
  return { layer, values, names: new Map(), sections }
}

/** An object of names and values, not one with a behaviour. */
export function isTree(value: unknown): value is Tree {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || isForeign(prototype)
}

// Made in another realm (a vm, a test runner): its prototype is the end of its chain.
function isForeign(prototype: unknown): boolean {
  return (
    Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'isPrototypeOf')
  )
}

function readSection(section: Section, tree: Tree, reading: Reading): void {
  const { layer, values, sections, to } = reading
  const more: Record<string, unknown> = Object.create(null)
  sections.set(section, more)
  for (const name of Object.keys(tree)) {
    const value = tree[name]
    if (value === undefined) continue
    const path = [...section.path, name]
    const bad = isForbidden(name) ? path : forbiddenIn(value, path)
    if (bad) {
      const isDeep = bad.length > deepest
      const source = sourceAt(layer, isDeep ? path : bad, 'key')
      to.issues.push({ ...saidOf(bad), path: section.dotted, source })
      continue
    }
    const member = section.members.get(name)
    if (member === undefined) readOther(section, name, value, more, reading)
    else if (!isSection(member)) values[member.index] = value
    else if (isTree(value)) readSection(member, value, reading)
    else notSection(member, reading)
  }
}

function readOther(
  section: Section,
  name: string,
  value: unknown,
  more: Record<string, unknown>,
  { layer, to }: Reading,
): void {
  if (section.isOpen) {
    more[name] = value
    return
  }
  tellFew(to, layer, () => {
    const shown = shownName(name)
    const path = section.dotted === '' ? shown : `${section.dotted}.${shown}`
    const meant = nearest(name, section.members.keys())
    return {
      path,
      code: 'unknown',
      message: 'is no name of a value',
      source: sourceAt(layer, [...section.path, name], 'key'),
      fix: meant === undefined ? 'take it out, or correct its name' : `did you mean ${meant}?`,
    }
  })
}

function notSection(section: Section, { layer, to }: Reading): void {
  to.issues.push({
    path: section.dotted,
    code: 'invalid',
    message: 'must be an object of named values',
    expected: 'an object of named values',
    source: sourceAt(layer, section.path),
    fix: 'write its values with their names',
  })
}

const deepest = 200

const tooDeep = {
  code: 'invalid',
  message: 'has something that is nested too deeply',
  fix: 'take levels out of it',
} as const

/** Where a forbidden name stands inside a value; also where it is deeper than anything with an end. */
export function forbiddenIn(
  value: unknown,
  path: readonly string[],
): readonly string[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (!Array.isArray(value) && !isTree(value)) return undefined
  if (path.length > deepest) return path
  for (const [name, inner] of Object.entries(value)) {
    const here = [...path, name]
    const bad = isForbidden(name) ? here : forbiddenIn(inner, here)
    if (bad) return bad
  }
  return undefined
}

/** What is said of what {@link forbiddenIn} found. */
export const saidOf = (path: readonly string[]): typeof tooDeep | typeof forbidden =>
  path.length > deepest ? tooDeep : forbidden
