import { describe, expect, it } from 'vitest';
import { parseFallbackName } from '../../src/telephony/fallback-name.ts';

describe('the name of a recording that the fallback made', () => {
  it('says when, who, which number and which channel', () => {
    expect(parseFallbackName('fb_1795471843_p491701234567_030555000_hausruf-1795471843.1.wav')).toEqual({
      arrivedAt: 1_795_471_843_000,
      callerNumber: '+491701234567',
      dialledNumber: '030555000',
      originalNumber: null,
      channelId: 'hausruf-1795471843.1',
    });
  });

  it('says which number was called before the call was diverted', () => {
    const facts = parseFallbackName('fb_1795471843_anonym_030555000.p4930555111_hausruf-1795471843.3.wav');
    expect(facts).toMatchObject({ dialledNumber: '030555000', originalNumber: '+4930555111' });
  });

  it('keeps a suppressed number suppressed, and a dialled name empty', () => {
    expect(parseFallbackName('fb_1795471843_anonym__hausruf-1795471843.2.wav')).toEqual({
      arrivedAt: 1_795_471_843_000,
      callerNumber: null,
      dialledNumber: '',
      originalNumber: null,
      channelId: 'hausruf-1795471843.2',
    });
  });

  it.each([
    '0198c5a2-7e51-7c3c-9a43-0f6d2f1b8c11.wav',
    'fb_1795471843_anonym_030_hausruf-1.2.wav.part',
    'fb_1795471843_anonym_030_../../x.wav',
    'fb_1795471843_+49170_030_hausruf-1.2.wav',
    'fb_1795471843__030_hausruf-1.2.wav',
    'fb__anonym_030_hausruf-1.2.wav',
    'xfb_1795471843_anonym_030_hausruf-1.2.wav',
  ])('is not %s', name => {
    expect(parseFallbackName(name)).toBeNull();
  });
});
