import type { ComponentChildren } from 'preact';
import type { CallDiagnosis } from '../../domain/api-telephone.ts';
import { de } from '../de.ts';
import { formatCount, formatPhone } from '../format.ts';

/** How a call looks on the line: numbers and where they came from, digits, sound, and what may be wrong. */
export function LineFacts({ call }: { call: CallDiagnosis }) {
  const { diagnosis } = call;
  return (
    <div class="line-facts">
      <dl class="facts">
        <Fact name={de.line.caller}>
          {call.callerNumber === null ? (
            de.line.withheld
          ) : (
            <>
              <span class="number">{formatPhone(call.callerNumber)}</span>{' '}
              <span class="quiet">{de.line.source(headerName(call.numberSource))}</span>
            </>
          )}
        </Fact>
        <Fact name={de.line.dialled}>
          <span class="number">{formatPhone(call.dialledNumber)}</span>
        </Fact>
        {call.originalNumber !== null && (
          <Fact name={de.line.original}>
            <span class="number">{formatPhone(call.originalNumber)}</span>
          </Fact>
        )}
        <Fact name={de.line.mailboxBy}>{de.line.by[diagnosis.mailboxBy]}</Fact>
        {diagnosis.codec !== null && <Fact name={de.line.codec}>{diagnosis.codec}</Fact>}
        {diagnosis.address !== null && (
          <Fact name={de.line.address}>
            <span class="number">{diagnosis.address}</span>
          </Fact>
        )}
        <Fact name={de.line.digits}>
          <Digits digits={diagnosis.digits} />
        </Fact>
        {diagnosis.quality && <Quality quality={diagnosis.quality} />}
      </dl>
      <Findings call={call} />
      <details class="fold">
        <summary>{de.line.technical}</summary>
        <Technical call={call} />
      </details>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function headerName(header: string): string {
  return de.line.sources[header] ?? header;
}

const decimal = new Intl.NumberFormat('de-DE', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

function Digits({ digits }: { digits: CallDiagnosis['diagnosis']['digits'] }) {
  if (digits.length === 0) return <span class="quiet">{de.line.noDigits}</span>;
  return (
    <ol class="digit-list">
      {digits.map(({ digit, atMs, durationMs, by }) => (
        <li key={`${atMs} ${digit}`}>
          <kbd>{digit}</kbd>{' '}
          <span class="quiet number">
            {de.line.digitAt(decimal.format(atMs / 1000), de.line.digitBy[by], durationMs)}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** Quieter than this the bar is empty; telephone speech lies at about −25 dB. */
const quietestDb = -60;

function Quality({ quality }: { quality: NonNullable<CallDiagnosis['diagnosis']['quality']> }) {
  const { packetsReceived, packetsLost, jitterMs, levelDb, silentMs } = quality;
  const all = packetsReceived + packetsLost;
  const percent = all === 0 ? 0 : (packetsLost / all) * 100;
  return (
    <>
      <Fact name={de.line.packets}>
        <span class="number">
          {de.line.lost(formatCount(packetsReceived), formatCount(packetsLost), decimal.format(percent))}
        </span>
      </Fact>
      <Fact name={de.line.jitter}>
        <span class="number">{decimal.format(jitterMs)} ms</span>
      </Fact>
      <Fact name={de.line.level}>
        {levelDb === null ? (
          <span class="quiet">{de.line.noLevel}</span>
        ) : (
          <span class="level">
            <meter
              min={quietestDb}
              max={0}
              value={Math.max(quietestDb, Math.min(0, levelDb))}
              aria-label={de.line.level}
            />
            <span class="number">{de.line.decibel(decimal.format(levelDb).replace('-', '−'))}</span>
          </span>
        )}
      </Fact>
      <Fact name={de.line.silence}>
        <span class="number">{de.line.seconds(decimal.format(silentMs / 1000))}</span>
      </Fact>
    </>
  );
}

function Findings({ call }: { call: CallDiagnosis }) {
  if (call.findings.length === 0) {
    return call.isRunning ? null : <p class="quiet">{de.line.noFindings}</p>;
  }
  return (
    <div class="findings">
      <h4>{de.line.findings}</h4>
      {call.findings.map(({ cause, seen, remedy }) => (
        <div key={cause} class="note warn">
          <p>{seen}</p>
          <p>
            <strong>{de.line.remedy}</strong>
            {remedy}
          </p>
        </div>
      ))}
    </div>
  );
}

function Technical({ call }: { call: CallDiagnosis }) {
  const { candidates, headers } = call.diagnosis;
  return (
    <>
      {candidates.length > 0 && (
        <table class="candidates">
          <caption>{de.line.candidates}</caption>
          <thead>
            <tr>
              <th scope="col">{de.line.header}</th>
              <th scope="col">{de.line.value}</th>
              <th scope="col">{de.line.judged}</th>
            </tr>
          </thead>
          <tbody>
            {candidates.map(({ header, number, verdict }) => (
              <tr key={`${header} ${number}`}>
                <td>{headerName(header)}</td>
                <td class="number">{number ?? '–'}</td>
                <td>{de.line.verdict[verdict]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <dl class="header-list">
        {Object.entries(headers).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{value}</code>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
