import { openRealPbx } from './telephony-real-pbx.ts';
import { tellStories } from './telephony-stories.ts';

tellStories('a real Asterisk', openRealPbx);
