import { hasForbidden, isItemOf } from './env-names.ts'
import type { Gathering } from './gathering.ts'
import type { Layer, LayerTexts } from './layer.ts'
import { sourceOfName } from './offers.ts'
import type { Leaf, Plan } from './plan.ts'
import { shownName } from './shown.ts'
import { nearest } from './suggest.ts'

type Texts = Layer & { texts: LayerTexts }

/** Tells of the variables within the prefix that mean nothing. So many are `known` to mean something. */
export function checkUnknown(plan: Plan, layer: Texts, known: number, to: Gathering): void {
  const { prefix } = plan
  let count = 0
  const names = Object.keys(layer.texts)
  for (const name of names) if (name.startsWith(prefix)) count++
  if (count === known) return
  for (const name of names) {
    if (name.startsWith(prefix) && layer.texts[name] !== undefined) checkName(plan, layer, name, to)
  }
}

function checkName(plan: Plan, layer: Texts, name: string, to: Gathering): void {
  if (plan.byName.has(name) || plan.leaves.some((leaf) => leaf.names.some((n) => n.file === name)))
    return
  const list = plan.leaves.find((leaf) => itemsOf(leaf, name) !== undefined)
  if (list) {
    checkItem(list, layer, name, to)
    return
  }
  const source = { ...sourceOfName(layer, name, 'key'), name: shownName(name) }
  if (hasForbidden(name.slice(plan.prefix.length))) {
    to.tell({ ...forbidden, path: '', source })
    return
  }
  const meant = nearest(name, namesOf(plan))
  const fix = meant === undefined ? 'unset it, or correct its name' : `did you mean ${meant}?`
  to.tell({
    path: '',
    code: 'unknown',
    message: `${source.name} is no name of a value`,
    source,
    fix,
  })
}

/** What is said of a name that could reach a prototype. */
export const forbidden = {
  code: 'forbidden_name',
  message: '__proto__, constructor and prototype are no names',
  fix: 'take it out',
} as const

const itemsOf = (leaf: Leaf, name: string): string | undefined =>
  leaf.names.find(({ items }) => items !== undefined && isItemOf(name, items))?.items

function checkItem(leaf: Leaf, layer: Texts, name: string, to: Gathering): void {
  const items = itemsOf(leaf, name) ?? ''
  const index = name.slice(items.length)
  const isThere = (at: number): boolean => Boolean(layer.texts[`${items}${at}`])
  const isNumber = String(Number(index)) === index && Number(index) <= 1e4
  if (isNumber && Array.from({ length: Number(index) }, (_, at) => at).every(isThere)) return
  to.fail(leaf, {
    code: 'invalid',
    message: `must be numbered from ${items}0 without a gap`,
    source: { ...sourceOfName(layer, name, 'key'), name: shownName(name) },
    fix: `correct ${shownName(name)}`,
  })
}

function namesOf(plan: Plan): string[] {
  return plan.leaves.flatMap(({ names }) =>
    names
      .filter(({ isFormer }) => !isFormer)
      .flatMap(({ name, file }) => (file === undefined ? [name] : [name, file])),
  )
}
