/** A definition or a call that is wrong in itself. */
export function misuse(
  option: string,
  expectation: string,
  ...given: readonly unknown[]
): TypeError {
  const came = given.length === 0 ? '' : `, got ${shown(given[0])}`
  return new TypeError(`config-validation: "${option}" must be ${expectation}${came}`)
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : value === null ? 'null' : typeof value
}
