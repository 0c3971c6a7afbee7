import type { MailContent } from './compose.ts';

/**
 * The mail as HTML that Outlook renders: tables, inline styles, nothing from elsewhere. No background and
 * no text colour is set, so that it stays readable in dark mode.
 */
export function renderHtml(content: MailContent): string {
  return `<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(content.subject)}</title>
</head>
<body style="margin:0;padding:16px;font-family:'Segoe UI',Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:640px">
${alarm(content)}${lead(content)}<tr><td style="padding:0 0 16px 0">
<table role="presentation" cellpadding="0" cellspacing="0" border="0">
${content.rows.map(factRow).join('\n')}
</table>
</td></tr>
${transcript(content)}${link(content)}<tr><td style="padding:12px 0 0 0;border-top:1px solid #9a9a9a;font-size:13px">${escapeHtml(content.footer)}</td></tr>
</table>
</body>
</html>
`;
}

export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

function alarm({ alarm }: MailContent): string {
  if (!alarm) return '';
  // Never colour alone: the word says the same as the bar.
  const bar = alarm.level === 'emergency' ? '#c62828' : '#b26a00';
  return `<tr><td style="padding:0 0 12px 0"><table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td style="border-left:4px solid ${bar};padding:4px 0 4px 12px"><strong>${escapeHtml(alarm.text)}</strong></td></tr></table></td></tr>
`;
}

function lead({ lead }: MailContent): string {
  return lead
    .map(text => `<tr><td style="padding:0 0 12px 0;font-size:17px">${escapeHtml(text)}</td></tr>\n`)
    .join('');
}

function factRow({ label, text, href, mark }: MailContent['rows'][number]): string {
  const value = href === null ? escapeHtml(text) : `<a href="${escapeHtml(href)}">${escapeHtml(text)}</a>`;
  const note = mark === null ? '' : ` <span style="font-size:13px">(${escapeHtml(mark)})</span>`;
  return `<tr><td valign="top" style="padding:2px 16px 2px 0;font-size:13px;white-space:nowrap">${escapeHtml(label)}</td><td valign="top" style="padding:2px 0">${value}${note}</td></tr>`;
}

function transcript({ transcript }: MailContent): string {
  if (!transcript) return '';
  return `<tr><td style="padding:12px 0 4px 0;border-top:1px solid #9a9a9a;font-size:13px">${escapeHtml(transcript.title)}</td></tr>
<tr><td style="padding:0 0 16px 0">${escapeHtml(transcript.text)}</td></tr>
`;
}

function link({ pageUrl }: MailContent): string {
  if (pageUrl === null) return '';
  return `<tr><td style="padding:0 0 16px 0"><a href="${escapeHtml(pageUrl)}">Nachricht öffnen</a></td></tr>
`;
}
