/**
 * Single-key shortcuts. They rest while someone types, while a dialog is open, and when the user has
 * switched them off (WCAG 2.1.4: speech input would trip over them).
 */
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

const storageKey = 'hausruf-keys';

export const areKeysOn = signal(readSetting());

export function switchKeys(isOn: boolean): void {
  areKeysOn.value = isOn;
  try {
    localStorage.setItem(storageKey, isOn ? 'on' : 'off');
  } catch {
    // Storage may be forbidden; then the choice lasts until the page is closed.
  }
}

/** Calls the function named by the pressed key (`KeyboardEvent.key`, letters in lower case). */
export function useKeys(keys: Record<string, () => void>): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!areKeysOn.value || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey)
        return;
      if (document.querySelector('dialog[open]') || isTyping(event)) return;
      const action = current.current[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && target.type === 'range') return false;
  if (target.closest('input, textarea, select')) return true;
  // Space presses a focused button; the letters are free there.
  return event.key === ' ' && target.closest('button, summary') !== null;
}

function readSetting(): boolean {
  try {
    return localStorage.getItem(storageKey) !== 'off';
  } catch {
    return true;
  }
}
