// The mistake this prevents: a way out that stays open. An `any` that was to be temporary, a cast
// through `unknown`, a test skipped for a day: each switches off what was to notice the next
// mistake, and nobody sees that it is off.
import { relative } from 'node:path'
import ts from 'typescript'
import { at, nodes, parse, reasonAt } from './syntax.ts'
import { files } from './workspace.ts'

export const title: string = 'no any, no double cast, no skipped test without its reason'

const runners = /^(it|test|describe|suite|bench)$/
const skipping = /^(skip|only|todo|fails)$/
const conditional = /^(skipIf|runIf)$/
/** What prints why a suite is skipped: the services' `missing`, and the like. */
const printsItsReason = /^missing([A-Z]\w*)?$/

export async function check(root: string): Promise<string[]> {
  return files(root, '{packages,examples,scripts}/**/*.ts').flatMap((file) => {
    const isTest = /\/test\//.test(relative(root, file))
    return [...nodes(parse(file))].flatMap((node) => {
      const what = wayOut(node) ?? (isTest ? skip(node) : undefined)
      return what === undefined ? [] : [`${at(root, node)}: ${what}`]
    })
  })
}

function wayOut(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AnyKeyword)
    return reasonAt(node) ? undefined : "'any' without a comment that says why"
  const isDouble =
    ts.isAsExpression(node) &&
    ts.isAsExpression(node.expression) &&
    node.expression.type.kind === ts.SyntaxKind.UnknownKeyword
  return isDouble && !reasonAt(node) ? "'as unknown as' without a comment that says why" : undefined
}

function skip(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node) && /^(xit|xtest|xdescribe|fit|fdescribe)$/.test(node.text))
    return `'${node.text}' leaves tests out`
  if (ts.isPropertyAssignment(node) && skipping.test(node.name.getText())) {
    const call = node.parent.parent
    const isOption = ts.isCallExpression(call) && runners.test(firstName(call.expression))
    return isOption ? `'${node.name.getText()}' leaves tests out` : undefined
  }
  if (!ts.isPropertyAccessExpression(node) || !runners.test(firstName(node))) return undefined
  const { text } = node.name
  if (skipping.test(text)) return `'.${text}' leaves tests out`
  const { parent } = node
  if (!conditional.test(text) || !ts.isCallExpression(parent)) return undefined
  const isSaid = callsPrinter(parent) || [...nodes(parent)].some(isPrinted)
  return isSaid
    ? undefined
    : `'.${text}' without missing(…): a skipped suite says why it is skipped`
}

function callsPrinter(node: ts.Node): boolean {
  return [...nodes(node)].some(
    (one) =>
      ts.isCallExpression(one) &&
      ts.isIdentifier(one.expression) &&
      printsItsReason.test(one.expression.text),
  )
}

// A constant of the same file that holds such an answer.
function isPrinted(node: ts.Node): boolean {
  return (
    ts.isIdentifier(node) &&
    node
      .getSourceFile()
      .statements.filter(ts.isVariableStatement)
      .flatMap(({ declarationList }) => declarationList.declarations)
      .some(
        ({ name, initializer }) =>
          name.getText() === node.text && initializer && callsPrinter(initializer),
      )
  )
}

// `describe.each(…).skip` begins with describe.
function firstName(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text
  const isChain =
    ts.isPropertyAccessExpression(node) ||
    ts.isCallExpression(node) ||
    ts.isTaggedTemplateExpression(node)
  if (!isChain) return ''
  return firstName(ts.isTaggedTemplateExpression(node) ? node.tag : node.expression)
}
