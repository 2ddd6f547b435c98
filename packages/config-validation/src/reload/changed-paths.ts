import { isDeepStrictEqual } from 'node:util'
import { isSecret } from '@sallyport/core'
import { isSection, type Leaf, type Plan, type Section } from '../plan.ts'
import { isTree } from '../read-tree.ts'

/** What a reload made different: paths alone, never values. */
export interface ConfigChange {
  /** In the schema's order: `['log.level', 'redis.url']`. */
  readonly changed: readonly string[]
  /** Those of them that the process sees only after its next start. */
  readonly needsRestart: readonly string[]
}

/** What is different between two configurations of one plan. */
export function changeBetween(
  before: unknown,
  after: unknown,
  { root, leaves }: Plan,
): ConfigChange {
  const changed = [...changedPaths(before, after, root)]
  const late = new Set(
    leaves.filter(({ field }) => field.needsRestart === true).map(({ dotted }) => dotted),
  )
  // Within what a transformation made, a value is not told from its neighbours.
  const needsRestart = changed.filter((path) =>
    [...late].some((one) => one === path || path === '' || one.startsWith(`${path}.`)),
  )
  return { changed, needsRestart }
}

function* changedPaths(before: unknown, after: unknown, at: Section): Generator<string> {
  if (at.isPiped || !isTree(before) || !isTree(after)) {
    if (!isSame(before, after)) yield at.dotted
    return
  }
  const names = new Set([...at.members.keys(), ...Object.keys(before), ...Object.keys(after)])
  for (const name of names) {
    const member: Leaf | Section | undefined = at.members.get(name)
    const [was, is] = [own(before, name), own(after, name)]
    if (member !== undefined && isSection(member)) yield* changedPaths(was, is, member)
    else if (!isSame(was, is)) yield member?.dotted ?? [...at.path, name].join('.')
  }
}

const own = (tree: object, name: string): unknown =>
  Object.hasOwn(tree, name) ? (tree as Record<string, unknown>)[name] : undefined

function isSame(one: unknown, other: unknown): boolean {
  // To everything else all secrets look alike.
  if (isSecret(one) && isSecret(other)) return isDeepStrictEqual(one.reveal(), other.reveal())
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, at) => isSame(item, other[at]))
  }
  if (one instanceof Map && other instanceof Map) return isSame([...one], [...other])
  if (!isTree(one) || !isTree(other)) return isDeepStrictEqual(one, other)
  const names = Object.keys(one)
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSame(own(one, name), own(other, name)))
  )
}
