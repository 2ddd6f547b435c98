/** How the members of an object with these names are written, whatever they are. */
export interface NamePlan {
  readonly names: readonly string[]
  /** Which comes first in canonical order, which next. */
  readonly order: readonly number[]
  /**
   * `"name":` in the names' order, four of each: with the quote of a text behind it or not, and with that of
   * the text before it or not. Fewer and longer pieces make a text that is quicker to put together.
   */
  readonly labels: readonly string[]
}

/** Few sets of names make up most events. By the first of them. */
const plans = new Map<string, NamePlan[]>()
// Names come from strangers too: they must not fill the memory, nor be searched for long.
const mostFirst = 256
const mostEach = 8
const mostNames = 24
const longestName = 64

const isPlain = /^[\u0020!#-[\]-\u007f]*$/

/** The plan of names that are written as they are; none where they are many, long, or must be escaped. */
export function planOf(names: readonly string[]): NamePlan | undefined {
  const known = plans.get(names[0] as string)
  if (known !== undefined) {
    for (const plan of known) if (isSame(plan.names, names)) return plan
  }
  return newPlan(names, known)
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  if (some.length !== others.length) return false
  for (let at = 0; at < some.length; at++) if (some[at] !== others[at]) return false
  return true
}

function newPlan(names: readonly string[], known: NamePlan[] = []): NamePlan | undefined {
  if (names.length > mostNames) return undefined
  for (const name of names) {
    if (name.length > longestName || name.startsWith('$') || !isPlain.test(name)) return undefined
  }
  const order = names.map((_, at) => at)
  // RFC 8785 §3.2.3: by UTF-16 code units, which is what `<` compares.
  order.sort((a, b) => ((names[a] as string) < (names[b] as string) ? -1 : 1))
  const plan = {
    names,
    order,
    labels: names.flatMap((name) => [
      `,"${name}":`,
      `,"${name}":"`,
      `","${name}":`,
      `","${name}":"`,
    ]),
  }
  if (plans.size >= mostFirst) plans.clear()
  if (known.length >= mostEach) known.length = 0
  known.push(plan)
  plans.set(names[0] as string, known)
  return plan
}
