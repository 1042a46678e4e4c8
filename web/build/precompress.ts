import { globSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const packers = {
  gz: (bytes: Buffer) => promisify(gzip)(bytes, { level: 9 }),
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }),
}

/** Writes `x.gz` and `x.br` beside every text file, so that serving it costs nothing but reading. */
export async function precompress(folder: string): Promise<void> {
  const files = globSync('**/*.{html,js,css,svg}', { cwd: folder }).map(file => join(folder, file))
  await Promise.all(
    files.map(async file => {
      const bytes = await readFile(file)
      for (const [ending, pack] of Object.entries(packers)) await writeFile(`${file}.${ending}`, await pack(bytes))
    }),
  )
}
