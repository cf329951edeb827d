-- A library of schema 3, with scripts; one word of the first take was put right by hand.  Never edited.
PRAGMA application_id = 1380471379;
PRAGMA user_version = 3;
BEGIN TRANSACTION;
CREATE TABLE corrections (
            take_id  TEXT PRIMARY KEY REFERENCES takes (id) ON DELETE CASCADE,
            words    TEXT NOT NULL
        );
INSERT INTO "corrections" VALUES('0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e','{"made":[[1,2,["data"],["dana"],["hi"],["call","me"],0.8]],"aside":[]}');
CREATE TABLE results (
            take_id           TEXT PRIMARY KEY REFERENCES takes (id) ON DELETE CASCADE,
            transcript        TEXT NOT NULL,
            scorecard         TEXT NOT NULL,
            profile           TEXT NOT NULL,
            analysis_version  INTEGER NOT NULL,
            scored_at         TEXT NOT NULL
        );
INSERT INTO "results" VALUES('0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e','{"words":[["hi",0.5,0.8,0.9],["data",0.8,1.1,0.9],["call",1.1,1.4,0.9],["me",1.4,1.7,0.9]],"utterance_starts":[0],"engine":"vosk","model_id":"starter-en-us","audio_s":4.0,"decode_s":0.4}','{"checks":[{"id":"length","band":"good","value":1.2,"unit":"s","target":[5.0,20.0],"reason":"Short.","evidence":[[0,4,[0.5,1.7]]],"source":"Gitomer"},{"id":"phone","band":"off","value":"missing","unit":null,"target":null,"reason":"No number.","evidence":[],"source":"Gitomer"}],"ready":false,"fix_next":["phone"],"profile":"short","packs":["pitch"],"analysis_version":1}','short',1,'2026-11-24T09:01:00.000000+00:00');
CREATE TABLE scripts (
            seq          INTEGER PRIMARY KEY AUTOINCREMENT,
            id           TEXT NOT NULL UNIQUE,
            root_id      TEXT NOT NULL,
            parent_id    TEXT,
            created_at   TEXT NOT NULL,
            title        TEXT NOT NULL DEFAULT '',
            text         TEXT NOT NULL,
            slot_values  TEXT NOT NULL DEFAULT '{}',
            deleted_at   TEXT
        );
INSERT INTO "scripts" VALUES(1,'01a21854-d78f-70fc-87fe-906f658e1626','01a21854-d78f-70fc-87fe-906f658e1626',NULL,'2026-11-26T14:49:03.119891+00:00','First call','Hi [first name], this is Kim. Call me at 415-555-0142.','{"first name":"Dana"}',NULL);
INSERT INTO "scripts" VALUES(2,'01a21854-d796-711b-92e7-c912e8c576d3','01a21854-d78f-70fc-87fe-906f658e1626','01a21854-d78f-70fc-87fe-906f658e1626','2026-11-26T14:49:03.126363+00:00','First call','Hi [first name], it is Kim. Call me at 415-555-0142.','{"first name":"Dana"}',NULL);
INSERT INTO "scripts" VALUES(3,'01a21854-d7a4-7ab3-9967-5ce740de87e6','01a21854-d7a4-7ab3-9967-5ce740de87e6',NULL,'2026-11-26T14:49:03.140733+00:00','Old','Hello, this is an old one.','{}','2026-11-26T14:49:03.143704+00:00');
CREATE TABLE takes (
            seq             INTEGER PRIMARY KEY AUTOINCREMENT,
            id              TEXT NOT NULL UNIQUE,
            created_at      TEXT NOT NULL,
            title           TEXT NOT NULL DEFAULT '',
            speaker         TEXT NOT NULL DEFAULT '',
            script_id       TEXT,
            device          TEXT NOT NULL DEFAULT '',
            state           TEXT NOT NULL CHECK (state IN ('recording', 'recorded', 'scored', 'failed')),
            recovered       INTEGER NOT NULL DEFAULT 0 CHECK (recovered IN (0, 1)),
            audio_path      TEXT NOT NULL UNIQUE,
            rate_hz         INTEGER,
            channels        INTEGER,
            sample_bytes    INTEGER,
            n_frames        INTEGER NOT NULL DEFAULT 0,
            overflow_count  INTEGER NOT NULL DEFAULT 0,
            peak_dbfs       REAL,
            problem         TEXT NOT NULL DEFAULT '',
            deleted_at      TEXT,
            message_s       REAL,
            bands           TEXT,
            ready           INTEGER,
            excerpt         TEXT NOT NULL DEFAULT ''
        );
INSERT INTO "takes" VALUES(1,'0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e','2026-11-24T09:00:00.000000+00:00','First try','Kim',NULL,'Built-in Microphone','scored',0,'audio/2026/0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e.wav',16000,1,2,64000,0,-6.5,'',NULL,1.2,'{"length":"good","phone":"off"}',0,'hi dana call me');
INSERT INTO "takes" VALUES(2,'0193a2c4-7d20-7a2f-8e66-4f1b2c3d4e5f','2026-11-24T09:02:00.000000+00:00','Away','Kim',NULL,'Built-in Microphone','recorded',0,'audio/2026/0193a2c4-7d20-7a2f-8e66-4f1b2c3d4e5f.wav',16000,1,2,32000,0,-6.5,'','2026-11-24T09:03:00.000000+00:00',NULL,NULL,NULL,'');
INSERT INTO "takes" VALUES(3,'0193a2c4-8e30-7b3a-9f77-5f2c3d4e5f60','2026-11-24T09:04:00.000000+00:00','After the coffee','Kim','01a21854-d78f-70fc-87fe-906f658e1626','Built-in Microphone','recorded',0,'audio/2026/0193a2c4-8e30-7b3a-9f77-5f2c3d4e5f60.wav',16000,1,2,48000,0,-6.5,'',NULL,NULL,NULL,NULL,'');
CREATE INDEX takes_state ON takes (state, seq);
CREATE INDEX takes_deleted ON takes (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX scripts_parent ON scripts (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX scripts_root ON scripts (root_id);
CREATE INDEX takes_script ON takes (script_id) WHERE script_id IS NOT NULL;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('takes',3);
INSERT INTO "sqlite_sequence" VALUES('scripts',3);
COMMIT;
