export type { ConfigFileOptions } from './files/file-format.ts'
export { jsoncFile } from './files/jsonc-file.ts'
