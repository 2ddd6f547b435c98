/** What a mapping makes of a line: every entry that matches, as statsd_exporter's globs do. */
export function mappedLine(
  mapping: string,
  line: string,
): readonly { readonly name: string; readonly labels: Readonly<Record<string, string>> }[] {
  const name = line.replace(/:.*$/s, '')
  return mapping
    .split('\n  - match: ')
    .slice(1)
    .flatMap((entry) => {
      const [match = '""'] = entry.split('\n', 1)
      const isRegex = entry.includes('match_type: regex')
      const found = (isRegex ? new RegExp(JSON.parse(match)) : glob(JSON.parse(match))).exec(name)
      if (found === null) return []
      const labels = [...entry.matchAll(/^ {6}(\w+): "\$(\d)"$/gm)]
      const named = labels.map(([, label = '', at]) => [label, found[Number(at)] ?? ''] as const)
      const to = JSON.parse(/^ {4}name: (.*)$/m.exec(entry)?.[1] ?? '""') as string
      return [{ name: to, labels: Object.fromEntries(named) }]
    })
}

const glob = (match: string): RegExp =>
  new RegExp(`^${match.replaceAll('.', '\\.').replaceAll('*', '([^.]*)')}$`)
