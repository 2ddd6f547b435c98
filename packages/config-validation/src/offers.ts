import type { Layer, Source } from './layer.ts'
import type { Leaf, Section } from './plan.ts'

/** What one layer has for the leaves of a plan. */
export interface Offers {
  readonly layer: Layer
  /** By the leaves' index: a text, texts of a list, or a tree's value; undefined where it has none. */
  readonly values: readonly unknown[]
  /** The names that were used, where they are not the leaves' first. */
  readonly names: ReadonlyMap<number, string>
  /** Sections that a tree has, and what in them is no member. */
  readonly sections: ReadonlyMap<Section, Readonly<Record<string, unknown>>>
}

/** Where the value that a layer has for a leaf stands. */
export function sourceOf(
  { layer, names }: Offers,
  leaf: Leaf,
  inside: readonly string[] = [],
): Source {
  const name = names.get(leaf.index) ?? leaf.names[0]?.name ?? leaf.dotted
  return layer.texts ? sourceOfName(layer, name) : sourceAt(layer, [...leaf.path, ...inside])
}

/** Where a variable stands: in the environment, or in a file of variables. */
export function sourceOfName(layer: Layer, name: string, of: 'key' | 'value' = 'value'): Source {
  return layer.file ? { ...located(layer, [name], of), name } : { kind: layer.kind, name }
}

/** Where a path stands in a tree; what is not there, where what it would be in begins. */
export function sourceAt(
  layer: Layer,
  path: readonly string[],
  of: 'key' | 'value' = 'value',
): Source {
  return layer.file ? located(layer, path, of) : { kind: layer.kind }
}

function located({ kind, file }: Layer, path: readonly string[], of: 'key' | 'value'): Source {
  if (!file) return { kind }
  const position = file.of.format.locate(file.text, path, of)
  return { kind, file: file.path, ...position }
}
