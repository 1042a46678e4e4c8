import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import tailwind from '@tailwindcss/vite'
import { build, type InlineConfig } from 'vite'
import { contractFacts } from './contract-facts.ts'
import { buildGuide } from './guide.ts'
import { messageCatalogues, withoutParser } from './message-catalogues.ts'
import { precompress } from './precompress.ts'

export const webFolder = join(import.meta.dirname, '..')

/** Builds beside and then takes the place of what was there, so that a program that is running always has a whole one. */
export async function buildConsole(folder = join(webFolder, 'dist')): Promise<void> {
  const fresh = `${folder}.new`
  rmSync(fresh, { recursive: true, force: true })
  await build(settings(fresh))
  buildGuide(join(fresh, 'guide'))
  await precompress(fresh)
  rmSync(folder, { recursive: true, force: true })
  renameSync(fresh, folder)
}

/** For working on the console: builds again at every change. */
const watchConsole = () => build(settings(join(webFolder, 'dist'), true))

function settings(folder: string, watch = false): InlineConfig {
  return {
    configFile: false,
    root: webFolder,
    base: '/console/',
    logLevel: watch ? 'info' : 'warn',
    plugins: [contractFacts(join(webFolder, '..', 'contracts')), messageCatalogues(), tailwind()],
    resolve: { alias: [withoutParser] },
    oxc: { jsx: { runtime: 'automatic', importSource: 'react' } },
    // Scripts find each other wherever the console lies; `index.html` is served with the path written into it.
    experimental: { renderBuiltUrl: (_file, { hostType }) => (hostType === 'html' ? undefined : { relative: true }) },
    define: { 'process.env.NODE_ENV': JSON.stringify('production') },
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: ['es2023', 'chrome123', 'firefox121', 'safari17.5'],
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      manifest: 'manifest.json',
      rolldownOptions: {
        // Libraries mark what runs in a browser; here everything does.
        onLog: (level, log, report) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && report(level, log),
      },
      ...(watch ? { watch: {} } : {}),
    },
  }
}

if (import.meta.main) await (process.argv.includes('--watch') ? watchConsole() : buildConsole())
