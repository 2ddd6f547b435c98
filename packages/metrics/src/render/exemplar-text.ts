import type { Exemplar } from '../cell.ts'
import { labelValueText } from './escapes.ts'
import { numberText } from './numbers.ts'

/** OpenMetrics: code points of all names and values. A page with a longer one is refused as a whole. */
const longest = 128

/** What follows a value: ` # {trace_id="…"} 0.7 1700000000.5`. Empty for what may not stand there. */
export function exemplarText(exemplar: Exemplar | undefined): string {
  if (exemplar === undefined || !mayStand(exemplar)) return ''
  const labels = Object.entries(exemplar.labels)
  const texts = labels.map(([name, value]) => `${name}="${labelValueText(value)}"`)
  return ` # {${texts.join(',')}} ${numberText(exemplar.value)} ${exemplar.at / 1_000}`
}

/** Whether a page may have it. */
export function mayStand({ labels, at }: Exemplar): boolean {
  let length = 0
  for (const [name, value] of Object.entries(labels)) {
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) || typeof value !== 'string') return false
    // Before they are counted: what is that long in UTF-16 is too long in code points.
    if (value.length > 2 * longest) return false
    length += name.length + [...value].length
  }
  return length <= longest && Number.isFinite(at)
}
