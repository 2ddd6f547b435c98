/** Too short to hold up, whatever it is made of. */
const shortest = 8
/** What a guess must be made of at least: fewer, and a list or a loop finds it. */
const fewestBits = 40

const placeholders: readonly RegExp[] = [
  /^(?:change|replace|insert|enter|put|set|fill)[-_ ]?(?:me|it|this|here|in|with|your)/,
  /^your[-_ ]/,
  /(?:^|[-_ ])(?:example|placeholder|sample|dummy)(?:$|[-_ ])/,
  /^(?:my|the|super|test|dev|admin|root|default|s3cr3t|secret|passw(?:or|0r)d|pass|token|key|[-_ 0-9!])+$/,
  /^(?:letmein|qwerty\w*|none|null|undefined|todo|tbd|foobar|changeit)$/,
  /^x{3,}$/,
  /^<[\s\S]*>$/,
  /^\$?\{[\s\S]*\}$/,
]

/** Why a secret is none: it stands for one, or is easily guessed. */
export function weaknessOf(
  text: string,
  known: readonly (string | undefined)[] = [],
): 'is a placeholder' | 'is too short' | 'is easily guessed' | undefined {
  const plain = text.trim().toLowerCase()
  if (known.includes(text) || placeholders.some((one) => one.test(plain))) return 'is a placeholder'
  if (text.length < shortest) return 'is too short'
  return bitsOf(text) < fewestBits ? 'is easily guessed' : undefined
}

/** Shannon's entropy, of its characters or of the steps between them: `abcdefgh` is one step eight times. */
function bitsOf(text: string): number {
  const codes = Array.from(text, (one) => one.codePointAt(0) ?? 0)
  const steps = codes.slice(1).map((code, i) => code - (codes[i] ?? 0))
  return text.length * Math.min(entropy(codes), entropy(steps))
}

function entropy(items: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1)
  return [...counts.values()]
    .map((count) => count / items.length)
    .reduce((sum, share) => sum - share * Math.log2(share), 0)
}
