import { hasForbidden, isItemOf } from './env-names.ts'
import { failFew, type Gathering, tellFew } from './gathering.ts'
import type { ConfigIssue } from './issue.ts'
import type { Layer, LayerTexts } from './layer.ts'
import { sourceOfName } from './offers.ts'
import type { Leaf, Plan } from './plan.ts'
import { shownName } from './shown.ts'
import { nearest } from './suggest.ts'

type Texts = Layer & { texts: LayerTexts }

/** Tells of the variables within the prefix that mean nothing. So many are `known` to mean something. */
export function checkUnknown(plan: Plan, layer: Texts, known: number, to: Gathering): void {
  const { texts } = layer
  const names = Object.keys(texts).filter((name) => name.startsWith(plan.prefix))
  if (names.length === known) return
  const { meant, lists } = readingOf(plan, texts)
  meant.add(to.profileName)
  for (const name of names) {
    if (meant.has(name) || texts[name] === undefined) continue
    const list = lists.find(({ items }) => isItemOf(name, items))
    if (list === undefined) tellFew(to, layer, () => unknown(plan, layer, name))
    else if (!isNext(name, list)) failFew(to, list.leaf, () => gap(list.items, layer, name))
  }
}

/** A name of a list's items, and how many there are. */
interface List {
  readonly leaf: Leaf
  readonly items: string
  readonly count: number
}

/** Every name that is read of a layer. */
function readingOf(plan: Plan, texts: LayerTexts): { meant: Set<string>; lists: List[] } {
  const meant = new Set<string>()
  const lists: List[] = []
  for (const leaf of plan.leaves) {
    for (const { name, file, items } of leaf.names) {
      meant.add(name)
      if (file !== undefined) meant.add(file)
      if (items === undefined) continue
      let count = 0
      while (texts[`${items}${count}`]) count++
      lists.push({ leaf, items, count })
    }
  }
  return { meant, lists }
}

/** Whether an item has all others before it; an empty one may follow the last. */
function isNext(name: string, { items, count }: List): boolean {
  const index = name.slice(items.length)
  return String(Number(index)) === index && Number(index) <= count
}

function unknown({ prefix, leaves }: Plan, layer: Texts, name: string): ConfigIssue {
  const source = { ...sourceOfName(layer, name, 'key'), name: shownName(name) }
  if (hasForbidden(name.slice(prefix.length))) return { ...forbidden, path: '', source }
  const meant = nearest(name, namesOf(leaves))
  const fix = meant === undefined ? 'unset it, or correct its name' : `did you mean ${meant}?`
  const message = `${source.name} is no name of a value`
  return { path: '', code: 'unknown', message, source, fix }
}

/** What is said of a name that could reach a prototype. */
export const forbidden = {
  code: 'forbidden_name',
  message: '__proto__, constructor and prototype are no names',
  fix: 'take it out',
} as const

function gap(items: string, layer: Texts, name: string): Omit<ConfigIssue, 'path'> {
  return {
    code: 'invalid',
    message: `must be numbered from ${items}0 without a gap`,
    source: { ...sourceOfName(layer, name, 'key'), name: shownName(name) },
    fix: `correct ${shownName(name)}`,
  }
}

function namesOf(leaves: readonly Leaf[]): string[] {
  return leaves.flatMap(({ names }) =>
    names
      .filter(({ isFormer }) => !isFormer)
      .flatMap(({ name, file }) => (file === undefined ? [name] : [name, file])),
  )
}
