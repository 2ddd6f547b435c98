/** Something that is appended to: what a module gives, that is run in another process to be killed. */
export interface Appends {
  /** Opens it, whatever the one before left behind. Each append resolves to the entry's number, once it is durable. */
  open(directory: string): Promise<(text: string) => Promise<number>>
}
