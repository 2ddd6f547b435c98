import { demandOptions } from '@sallyport/core'
import { parseAllDocuments } from 'yaml'
import type { AlertPlan } from '../alert-plan.ts'
import type { PeriodOptions } from '../period.ts'
import type { Slo } from '../slo.ts'
import { dialects } from './dialects.ts'
import { mostProblems } from './most-problems.ts'
import { readService } from './read-service.ts'
import { slothTags } from './scalars.ts'

/** Something in a specification, and where. */
export interface SlothNote {
  /** `slos[0].sli.events.error_query`; with `#1 ` before it in the second document. */
  readonly path: string
  readonly message: string
}

/** What was read: the objectives, and what was passed over; or why nothing was. */
export type SlothSpecs =
  | { readonly ok: true; readonly slos: readonly Slo[]; readonly notes: readonly SlothNote[] }
  | { readonly ok: false; readonly problems: readonly SlothNote[] }

/** What Sloth is told on its command line, and what it does not know. */
export interface FromSlothOptions {
  /** Sloth's `--default-slo-period`. @default '30d' */
  readonly period?: PeriodOptions
  /** Sloth's catalogue of windows. @default 'google' */
  readonly alerts?: AlertPlan
  /** @default 1 */
  readonly minBad?: number
  /** @default 1 */
  readonly minEvents?: number
}

const most = 4 * 1024 * 1024

/**
 * Reads specifications written for Sloth: `prometheus/v1` and the resource `PrometheusServiceLevel`, one or
 * many documents. Plugins are refused, because they are programs. Needs the package `yaml`.
 *
 * @example
 * ```ts
 * import { fromSloth } from '@sallyport/slo/sloth'
 *
 * const read = fromSloth(`
 * version: prometheus/v1
 * service: shop
 * slos:
 *   - name: availability
 *     objective: 101
 *     sli: { raw: { error_ratio_query: 'errors:ratio[{{.window}}]' } }
 *     alerting: { name: ShopIsDown }
 * `)
 * console.log(read.ok ? [] : read.problems.map(({ path }) => path)) // prints: [ 'slos[0].objective' ]
 * ```
 */
export function fromSloth(text: string, options: FromSlothOptions = {}): SlothSpecs {
  demandOptions('slo: fromSloth()', options, ['period', 'alerts', 'minBad', 'minEvents'])
  if (text.length > most)
    return { ok: false, problems: [{ path: '', message: `is longer than ${most} characters` }] }
  const documents = parseAllDocuments(text, {
    ...{ merge: true, logLevel: 'silent', customTags: slothTags },
  })
  const problems: SlothNote[] = []
  const notes: SlothNote[] = []
  const slos: Slo[] = []
  for (const [index, document] of documents.entries()) {
    const at = index === 0 ? '' : `#${index} `
    const [wrong] = document.errors
    const content = wrong === undefined ? contentOf(document) : undefined
    // Between two lines of dashes there may be nothing.
    if (content === null && documents.length > 1) continue
    const found =
      wrong === undefined ? readDocument(content, at, options) : none(at.trim(), wrong.message)
    for (const one of found.problems) problems.push(one)
    for (const one of found.notes) notes.push(one)
    for (const one of found.slos) slos.push(one)
    if (problems.length > mostProblems) break
  }
  if (documents.length === 0) problems.push({ path: '', message: 'has no document' })
  if (problems.length === 0) problems.push(...repeated(slos))
  if (problems.length === 0) return { ok: true, slos, notes }
  return { ok: false, problems: problems.slice(0, mostProblems) }
}

// Aliases of aliases: yaml counts them, and throws.
function contentOf(document: { toJS(): unknown }): unknown {
  try {
    return document.toJS()
  } catch {
    return undefined
  }
}

/** What one document came to. */
export interface Found {
  readonly slos: Slo[]
  readonly problems: SlothNote[]
  readonly notes: SlothNote[]
}

const none = (path: string, message: string): Found => ({
  slos: [],
  problems: [{ path, message }],
  notes: [],
})

function readDocument(content: unknown, at: string, options: FromSlothOptions): Found {
  if (typeof content !== 'object' || content === null) return none(at.trim(), 'is no specification')
  const { version, apiVersion, kind, spec } = content as Readonly<Record<string, unknown>>
  if (version === 'prometheus/v1') return readService(content, dialects.plain, at, options)
  if (kind === 'PrometheusServiceLevel' && apiVersion === 'sloth.slok.dev/v1')
    return readService(spec, dialects.resource, `${at}spec.`, options)
  const said = [version ?? apiVersion, kind].filter((one) => one !== undefined).join(' ')
  return none(
    at + (version === undefined ? 'apiVersion' : 'version'),
    `must be prometheus/v1, or sloth.slok.dev/v1 with the kind PrometheusServiceLevel, got ${said || 'neither'}`,
  )
}

function repeated(slos: readonly Slo[]): SlothNote[] {
  const ids = slos.map(({ service, name }) => `${service}-${name}`)
  const seen = new Set<string>()
  return ids
    .filter((id) => seen.size === seen.add(id).size)
    .slice(0, mostProblems)
    .map((id) => ({ path: '', message: `${id} is there twice` }))
}
