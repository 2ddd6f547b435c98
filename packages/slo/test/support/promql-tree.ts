import { parser } from '@prometheus-io/lezer-promql'

/** A node's name and what is below it; a leaf's text, or its number. */
export type PromqlTree = readonly [name: string, ...below: (PromqlTree | string | number)[]]

/** An expression as PromQL reads it: no spaces, no needless parentheses, numbers by their value. */
export function promqlTree(text: string): PromqlTree {
  return below(parser.parse(text).topNode, text)
}

type Node = ReturnType<typeof parser.parse>['topNode']

function below(node: Node, text: string): PromqlTree {
  if (node.type.isError) throw new SyntaxError(`no PromQL: ${text}`)
  const children: PromqlTree[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling)
    children.push(below(child, text))
  const [only] = children
  if (node.name === 'ParenExpr' && only !== undefined && children.length === 1) return only
  if (node.name === 'LineComment') return ['comment']
  if (children.length > 0) return [node.name, ...children]
  const leaf = text.slice(node.from, node.to)
  return [
    node.name,
    node.name.includes('Number') ? Number(leaf) : leaf.toLowerCase() === 'or' ? 'or' : leaf,
  ]
}

/** Whether two trees are one, their numbers to a relative 1e-9. */
export function isSameTree(
  a: PromqlTree | string | number,
  b: PromqlTree | string | number,
): boolean {
  if (typeof a === 'number' && typeof b === 'number')
    return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b))
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b
  return a.length === b.length && a.every((one, index) => isSameTree(one, b[index]))
}
