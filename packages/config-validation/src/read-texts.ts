import { resolve } from 'node:path'
import { fail, type Gathering } from './gathering.ts'
import type { Layer, LayerTexts } from './layer.ts'
import { type Offers, sourceOfName } from './offers.ts'
import type { Leaf, LeafName, Plan } from './plan.ts'
import { readText } from './read-text.ts'
import { checkUnknown } from './unknown-names.ts'

const none: ReadonlyMap<never, never> = new Map<never, never>()

/** What a layer of texts has: the environment, a `.env`, secrets that were fetched. */
export function readTexts(plan: Plan, layer: Layer & { texts: LayerTexts }, to: Gathering): Offers {
  const { leaves, prefix } = plan
  const { texts } = layer
  const values: unknown[] = new Array(leaves.length)
  let names: Map<number, string> | undefined
  // How many names within the prefix mean something: as many as there are, and nothing is unknown.
  let known = 0
  for (let i = 0; i < leaves.length; i++) {
    const leaf = leaves[i] as Leaf
    if (leaf.isSimple) {
      const { name } = leaf.names[0] as LeafName
      const text = texts[name]
      if (text === undefined) continue
      if (typeof text !== 'string') notText(name)
      known++
      values[i] = text === '' ? undefined : text
    } else {
      names ??= new Map()
      known += takeOne(leaf, { layer, names, values, prefix }, to)
    }
  }
  if (prefix !== '' && layer.kind !== 'secrets') checkUnknown(plan, layer, known, to)
  return { layer, values, names: names ?? none, sections: none }
}

function notText(name: string): never {
  throw new TypeError(`config-validation: "env" must have texts, got something else for ${name}`)
}

/** One of several ways in which a leaf is said. */
interface Way {
  readonly name: LeafName
  readonly used: string
  readonly value: () => unknown
}

interface Reading {
  readonly layer: Layer & { texts: LayerTexts }
  readonly names: Map<number, string>
  readonly values: unknown[]
  readonly prefix: string
}

/** Takes what a leaf with several names, a file or indices has. Returns how many names within the prefix. */
function takeOne(leaf: Leaf, { layer, names, values, prefix }: Reading, to: Gathering): number {
  const ways = leaf.names.flatMap((name) => waysOf(name, leaf, layer, to))
  const [way, other] = ways
  if (way) {
    const { name, used } = way
    values[leaf.index] = way.value()
    if (used !== leaf.names[0]?.name) names.set(leaf.index, used)
    if (name.isFormer) warnOfFormer(leaf, used, layer, to)
  }
  if (way && other) {
    fail(to, leaf, {
      code: 'conflict',
      message: `is said twice: by ${way.used} and by ${other.used}`,
      source: sourceOfName(layer, other.used, 'key'),
      fix: `unset one of ${ways.map(({ used }) => used).join(', ')}`,
    })
  }
  return leaf.names.reduce((sum, name) => sum + countOf(name, layer.texts, prefix), 0)
}

function countOf({ name, file, items }: LeafName, texts: LayerTexts, prefix: string): number {
  if (!name.startsWith(prefix)) return 0
  const own = texts[name] === undefined ? 0 : 1
  const ofFile = file === undefined || texts[file] === undefined ? 0 : 1
  return own + ofFile + (items === undefined ? 0 : itemsOf(items, texts).length)
}

function waysOf(
  name: LeafName,
  leaf: Leaf,
  layer: Layer & { texts: LayerTexts },
  to: Gathering,
): Way[] {
  const { texts } = layer
  const ways: Way[] = []
  const text = texts[name.name]
  if (text) ways.push({ name, used: name.name, value: () => text })
  const path = name.file === undefined ? undefined : texts[name.file]
  if (path && name.file !== undefined) {
    const used = name.file
    ways.push({ name, used, value: () => fromFile(leaf, used, path, layer, to) })
  }
  if (name.items !== undefined) {
    const items = itemsOf(name.items, texts)
    if (items.length > 0) ways.push({ name, used: `${name.items}0`, value: () => items })
  }
  return ways
}

function itemsOf(items: string, texts: LayerTexts): string[] {
  const found: string[] = []
  for (let text = texts[`${items}0`]; text; text = texts[`${items}${found.length}`])
    found.push(text)
  return found
}

function fromFile(leaf: Leaf, name: string, path: string, layer: Layer, to: Gathering): unknown {
  const read = readText(resolve(to.cwd, path))
  const source = sourceOfName(layer, name)
  if (!read.ok) {
    // Without the path: whoever mistakes NAME_FILE for NAME has put the secret there.
    const fix = `let ${name} name a file that can be read`
    fail(to, leaf, { code: 'unreadable', message: `has a file that ${read.fault}`, source, fix })
    return undefined
  }
  if (read.isReadByAll && to.isProduction) {
    to.warnings.push({
      path: leaf.dotted,
      code: 'readable_by_all',
      message: 'is in a file that every user of the machine may read',
      source,
      fix: 'take the rights of others off it (chmod o-r)',
    })
  }
  return read.text.replace(/\r?\n$/, '') || undefined
}

function warnOfFormer(leaf: Leaf, name: string, layer: Layer, to: Gathering): void {
  const current = leaf.names[0]?.name
  to.warnings.push({
    path: leaf.dotted,
    code: 'former_name',
    message: `is said by its former name ${name}`,
    source: sourceOfName(layer, name, 'key'),
    fix: `rename it to ${current}`,
  })
}
