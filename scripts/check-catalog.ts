// The mistake this prevents: an alert that never fires. Prometheus answers a question for a metric
// that nobody has with nothing, and so does a dashboard; a name that was changed, misspelt or
// given twice is found on the day it was for. So each name has one definition, what is made from
// the catalogs says what they say, and whatever names a metric or its labels names one there is.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { statsdMapping } from '../packages/metrics/src/backends/statsd-mapping.ts'
import { metricNames, takenNames } from '../packages/metrics/src/naming.ts'
import { type PackageCatalog, vocabulary } from './catalogs.ts'
import { markdownFiles } from './markdown.ts'
import { type Mistake, mistakesInMarkdown, mistakesInRules, namesOf } from './metric-mentions.ts'
import { metricsPage } from './metrics-page.ts'
import { files } from './workspace.ts'

export const title: string = 'every metric has one definition, and every name of one is right'

/** Rules, dashboards and mappings; what tests hold for right or wrong is theirs. */
const rules = '{docs,examples,packages,monitoring}/**/*.{yml,yaml,json}'
const noRules = /(^|\/)(package|tsconfig[^/]*)\.json$|\/test\//

export async function check(root: string): Promise<string[]> {
  const words = await vocabulary(root)
  const names = namesOf(words)
  const told = (file: string, mistakes: readonly Mistake[]): string[] =>
    mistakes.map(({ line, text }) => `${relative(root, file)}:${line}: ${text}`)
  return [
    ...twice(root, words.catalogs),
    ...stale(root, words.catalogs),
    ...words.catalogs.flatMap(({ file, metrics }) =>
      metrics.flatMap(({ help }) => told(file, mistakesInRules(help, names))),
    ),
    ...markdownFiles(root).flatMap((file) =>
      told(file, mistakesInMarkdown(readFileSync(file, 'utf8'), names)),
    ),
    ...files(root, rules)
      .filter((file) => !noRules.test(relative(root, file)))
      .flatMap((file) => told(file, mistakesInRules(readFileSync(file, 'utf8'), names))),
  ]
}

/** Names that two definitions have, also by an alias or a histogram's lines. */
function twice(root: string, catalogs: readonly PackageCatalog[]): string[] {
  const owners = new Map<string, string>()
  return catalogs.flatMap(({ name, file, metrics }) =>
    metrics.flatMap((metric) => {
      const own = `${metric.id} of ${name}`
      const met = [metric.id, ...takenNames(metric, metricNames(metric))].flatMap((one) => {
        const owner = owners.get(one)
        owners.set(one, owner ?? own)
        return owner === undefined || owner === own ? [] : [[owner, one] as const]
      })
      return [...new Map(met.toReversed())].map(
        ([owner, one]) => `${relative(root, file)}:1: ${own} and ${owner} are both called ${one}`,
      )
    }),
  )
}

/** What is made of all catalogs, by where it is kept. */
const made: Readonly<Record<string, (catalogs: readonly PackageCatalog[]) => string>> = {
  'docs/reference/metrics.md': metricsPage,
  'packages/metrics/statsd-mapping.yml': (catalogs) =>
    [
      '# For statsd_exporter of Prometheus: --statsd.mapping-config=statsd-mapping.yml. Every metric of the packages, with',
      '# labels as tags or in the name. Made by statsdMapping() of @sallyport/metrics/statsd, which makes one of your own,',
      "# with your client's prefix.",
      statsdMapping(catalogs.flatMap(({ metrics }) => metrics)),
    ].join('\n'),
}

function stale(root: string, catalogs: readonly PackageCatalog[]): string[] {
  return Object.entries(made).flatMap(([path, make]) => {
    const file = join(root, path)
    const was = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
    const is = make(catalogs).split('\n')
    const all = Array.from({ length: Math.max(was.length, is.length) })
    const line = all.findIndex((_, index) => was[index] !== is[index])
    const mend = 'is not what the catalogs say; node scripts/check-catalog.ts --write'
    return line < 0 ? [] : [`${path}:${line + 1}: ${mend}`]
  })
}

/** Makes them anew. */
export async function write(root: string): Promise<void> {
  const { catalogs } = await vocabulary(root)
  for (const [path, make] of Object.entries(made)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), make(catalogs))
  }
}

if (process.argv[1] === import.meta.filename && process.argv.includes('--write'))
  await write(join(import.meta.dirname, '..'))
