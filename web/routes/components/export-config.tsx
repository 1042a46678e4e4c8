import { ExportConfig } from '../../../contracts/check-work.ts'
import { useAnswer } from '../../data/queries.ts'
import { buttonClass } from '../../design/button.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { Icon } from '../../design/icon.tsx'
import { Loaded } from '../../design/query-result.tsx'
import { checksWords } from '../../messages/checks.ts'
import { useWords } from '../../words/language.tsx'

export function ExportConfigDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const words = useWords(checksWords).file
  return (
    <Dialog open={open} onClose={onClose} title={words.exportTitle} shape="wide">
      {open ? <Exported /> : null}
    </Dialog>
  )
}

function Exported() {
  const words = useWords(checksWords).file
  const config = useAnswer(ExportConfig, {}, { staleTime: 0 })
  return (
    <>
      <p>{words.exportText}</p>
      <Loaded answer={config} lines={8}>
        {yaml => <CodeBlock code={yaml} label={words.exportTitle} />}
      </Loaded>
      <div className="flex justify-end">
        <a href={ExportConfig.path} download="vigie-by-hand.yaml" className={buttonClass('plain')}>
          <Icon name="export" />
          {words.download}
        </a>
      </div>
    </>
  )
}
