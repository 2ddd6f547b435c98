import type { ConfigDefinition } from '../define-config.ts'
import type { Leaf } from '../plan.ts'
import { type Described, describedSections } from './described.ts'

/**
 * A `CONFIG.md`: where values come from, and a table for each section with the variables, what they must
 * be and their defaults. No secret's default is in it. The same definition makes the same bytes.
 */
export function configMarkdown(definition: ConfigDefinition): string {
  const { files, profile } = definition
  const paths = files.map(({ path, isOptional }) => `\`${path}\`${isOptional ? ' (optional)' : ''}`)
  const layers = [
    'overrides of the program',
    'the environment',
    'fetched secrets',
    ...(paths.length === 0 ? [] : [`files, later ones first: ${paths.toReversed().join(', ')}`]),
    'defaults',
  ]
  const intro = [
    '# Configuration',
    '<!-- Generated from the definition of the configuration: change that instead. -->',
    `The first that has a value wins: ${layers.join('; ')}. An empty variable is not set.`,
    `\`${profile}\` says the profile. Where it is not said, the rules of production hold.`,
  ]
  const sections = describedSections(definition).flatMap(({ title, values }) => [
    ...(title === '' ? [] : [`## ${cell(title)}`]),
    [head, ...values.map(([leaf, value]) => row(leaf, value))].join('\n'),
  ])
  return `${[...intro, ...sections].join('\n\n')}\n`
}

const head =
  '| Variable | Must be | Default | Needed | What it is |\n| --- | --- | --- | --- | --- |'

function row({ dotted, field }: Leaf, described: Described): string {
  const { name, others, expected, need, help, default: standard } = described
  const notes = [
    ...(help === undefined ? [] : [help]),
    `In files \`${dotted}\`.`,
    ...(others.length === 0 ? [] : [`Also ${others.map((one) => `\`${one}\``).join(', ')}.`]),
    ...(field.isSecret ? ['Secret.'] : []),
    ...(field.needsRestart ? ['A change needs a restart.'] : []),
  ]
  const shown = standard === undefined ? '' : `\`${standard.replaceAll('`', "'")}\``
  return `| \`${name}\` | ${[expected, shown, need, notes.join(' ')].map(cell).join(' | ')} |`
}

/** Text that ends neither a cell nor a row, and opens no tag. */
const cell = (text: string): string =>
  text.replace(/\s+/g, ' ').replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('<', '&lt;')
