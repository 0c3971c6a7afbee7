import { openFakePbx } from '../fakes/pbx.ts';
import { tellStories } from './telephony-stories.ts';

tellStories('the fake telephone system', openFakePbx);
