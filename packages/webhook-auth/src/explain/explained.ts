import { explainCauses } from './causes.ts'
import type { Explanation } from './explanation.ts'

/** An explanation as text, for a terminal. Never for an HTTP response. */
export function explained(result: Explanation): string {
  if (result.ok) return 'It is accepted.'
  const { verdict, tried, remedy } = result
  if (!result.determined) {
    const { hints, ruledOut, untried, complete } = result
    const left = complete ? '' : '; the limits came before the last of the pairs'
    const unknown =
      untried.length > 0 ? [`  not searched for in every way: ${untried.join(', ')}`] : []
    return [
      `${verdict}: undetermined`,
      ...hints.map((one) => `  ${one}`),
      `  not alone: ${ruledOut.join(', ') || 'nothing could be tried'}`,
      ...unknown,
      `  ${tried} computations${left}`,
      `  what to do: ${remedy}`,
    ].join('\n')
  }
  const { causes, difference } = result
  return [
    `${verdict}: ${causes.map(({ name }) => explainCauses[name].meaning).join(', and ')}`,
    ...causes.map(({ name, detail }) => `  ${name}: ${detail}`),
    ...(difference === undefined
      ? []
      : [
          `  ${difference.of}, first different at byte ${difference.offset}:`,
          `    came    ${difference.came || '(ends)'}  ${difference.context.came}`,
          `    signed  ${difference.signed || '(ends)'}  ${difference.context.signed}`,
        ]),
    `  what to do: ${remedy}`,
  ].join('\n')
}
