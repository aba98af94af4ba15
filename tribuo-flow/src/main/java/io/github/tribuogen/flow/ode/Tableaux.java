/*
 * Copyright 2026 The Tribuo Generative authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.github.tribuogen.flow.ode;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * The coefficients of the methods.
 *
 * <p>Sources: Hairer, Norsett and Wanner, Solving Ordinary Differential Equations I (1993), tables II.1.2, II.4.2, II.5.2
 * and II.5.4; Bogacki and Shampine, Appl. Math. Lett. 2 (1989); Shampine, Math. Comp. 46 (1986) for the error estimate and
 * the middle of dopri5; Tsitouras, Comput. Math. Appl. 62 (2011); Prince and Dormand, J. Comput. Appl. Math. 7 (1981).
 */
final class Tableaux {
    private static final double[][] NO_ROWS = {};

    private static final Map<Method, Tableau> ALL = new EnumMap<>(Map.of(
            Method.EULER, new Tableau("euler", 1, v("0"), NO_ROWS, v("1"), null, null),
            Method.MIDPOINT, new Tableau("midpoint", 2, v("0, 1/2"), rows("1/2"), v("0, 1"), null, null),
            Method.HEUN, heun(),
            Method.BOSH3, bosh3(),
            Method.RK4,
                    new Tableau(
                            "rk4",
                            4,
                            v("0, 1/2, 1/2, 1"),
                            rows("1/2", "0, 1/2", "0, 0, 1"),
                            v("1/6, 1/3, 1/3, 1/6"),
                            null,
                            null),
            Method.RK38,
                    new Tableau(
                            "rk38",
                            4,
                            v("0, 1/3, 2/3, 1"),
                            rows("1/3", "-1/3, 1", "1, -1, 1"),
                            v("1/8, 3/8, 3/8, 1/8"),
                            null,
                            null),
            Method.DOPRI5, dopri5(),
            Method.TSIT5, tsit5(),
            Method.DOPRI8, dopri8()));

    private Tableaux() {}

    static Tableau of(Method method) {
        return ALL.get(method);
    }

    private static Tableau heun() {
        return new Tableau("heun", 2, v("0, 1"), rows("1"), v("1/2, 1/2"), v("1/2, -1/2"), null)
                .firstSameAsLast()
                .withHermite();
    }

    private static Tableau bosh3() {
        double[] b = v("2/9, 1/3, 4/9, 0");
        return new Tableau(
                        "bosh3",
                        3,
                        v("0, 1/2, 3/4, 1"),
                        rows("1/2", "0, 3/4", "2/9, 1/3, 4/9"),
                        b,
                        minus(b, v("7/24, 1/4, 1/3, 1/8")),
                        null)
                .withHermite();
    }

    private static Tableau dopri5() {
        double[] b = v("35/384, 0, 500/1113, 125/192, -2187/6784, 11/84, 0");
        double[] shampine = v("1951/21600, 0, 22642/50085, 451/720, -12231/42400, 649/6300, 1/60");
        double[] middle = v("6025192743/30085553152, 0, 51252292925/65400821598, -2691868925/45128329728,"
                + "187940372067/1594534317056, -1776094331/19743644256, 11237099/235043384");
        for (int i = 0; i < middle.length; i++) {
            middle[i] /= 2;
        }
        return new Tableau(
                        "dopri5",
                        5,
                        v("0, 1/5, 3/10, 4/5, 8/9, 1, 1"),
                        rows(
                                "1/5",
                                "3/40, 9/40",
                                "44/45, -56/15, 32/9",
                                "19372/6561, -25360/2187, 64448/6561, -212/729",
                                "9017/3168, -355/33, 46732/5247, 49/176, -5103/18656",
                                "35/384, 0, 500/1113, 125/192, -2187/6784, 11/84"),
                        b,
                        minus(b, shampine),
                        null)
                .withQuartic(middle);
    }

    private static Tableau tsit5() {
        double[] b = {
            0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081, 2.324710524099774, 0
        };
        double[] e = {
            -0.00178001105222577714,
            -0.0008164344596567469,
            0.007880878010261995,
            -0.1447110071732629,
            0.5823571654525552,
            -0.45808210592918697,
            0.015151515151515152
        };
        double[][] a = {
            {0.161},
            {-0.008480655492356989, 0.335480655492357},
            {2.8971530571054935, -6.359448489975075, 4.3622954328695815},
            {5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525},
            {5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401, -0.028269050394068383},
            Arrays.copyOf(b, 6)
        };
        // the polynomials of the fourth order interpolant, as products of their factors
        double[][] w = {
            times(-1.0530884977290216, new double[] {0, 1}, new double[] {-1.3299890189751412, 1}, new double[] {
                0.7139816917074209, -1.4364028541716351, 1
            }),
            times(0.1017, new double[] {0, 0, 1}, new double[] {1.2949852507374631, -2.1966568338249754, 1}),
            times(2.490627285651252793, new double[] {0, 0, 1}, new double[] {
                1.57803468208092486, -2.38535645472061657, 1
            }),
            times(-16.54810288924490272, new double[] {0, 0, 1}, new double[] {-1.21712927295533244, 1}, new double[] {
                -0.61620406037800089, 1
            }),
            times(47.37952196281928122, new double[] {0, 0, 1}, new double[] {-1.203071208372362603, 1}, new double[] {
                -0.658047292653547382, 1
            }),
            times(-34.87065786149660974, new double[] {0, 0, 1}, new double[] {-1.2, 1}, new double[] {-2.0 / 3, 1}),
            times(2.5, new double[] {0, 0, 1}, new double[] {-1, 1}, new double[] {-0.6, 1})
        };
        double[][] dense = new double[4][7];
        for (int p = 0; p < 4; p++) {
            for (int i = 0; i < 7; i++) {
                dense[p][i] = w[i][p + 1];
            }
        }
        double[] c = {0, 0.161, 0.327, 0.9, 0.9800255409045097, 1, 1};
        return new Tableau("tsit5", 5, c, a, b, e, dense);
    }

    private static Tableau dopri8() {
        double[] b = v("14005451/335480064, 0, 0, 0, 0, -59238493/1068277825, 181606767/758867731,"
                + "561292985/797845732, -1041891430/1371343529, 760417239/1151165299, 118820643/751138087,"
                + "-528747749/2220607170, 1/4");
        double[] lower = v("13451932/455176623, 0, 0, 0, 0, -808719846/976000145, 1757004468/5645159321,"
                + "656045339/265891186, -3867574721/1518517206, 465885868/322736535, 53011238/667516719, 2/45, 0");
        return new Tableau(
                        "dopri8",
                        8,
                        v("0, 1/18, 1/12, 1/8, 5/16, 3/8, 59/400, 93/200, 5490023248/9719169821, 13/20,"
                                + "1201146811/1299019798, 1, 1"),
                        rows(
                                "1/18",
                                "1/48, 1/16",
                                "1/32, 0, 3/32",
                                "5/16, 0, -75/64, 75/64",
                                "3/80, 0, 0, 3/16, 3/20",
                                "29443841/614563906, 0, 0, 77736538/692538347, -28693883/1125000000,"
                                        + "23124283/1800000000",
                                "16016141/946692911, 0, 0, 61564180/158732637, 22789713/633445777,"
                                        + "545815736/2771057229, -180193667/1043307555",
                                "39632708/573591083, 0, 0, -433636366/683701615, -421739975/2616292301,"
                                        + "100302831/723423059, 790204164/839813087, 800635310/3783071287",
                                "246121993/1340847787, 0, 0, -37695042795/15268766246, -309121744/1061227803,"
                                        + "-12992083/490766935, 6005943493/2108947869, 393006217/1396673457,"
                                        + "123872331/1001029789",
                                "-1028468189/846180014, 0, 0, 8478235783/508512852, 1311729495/1432422823,"
                                        + "-10304129995/1701304382, -48777925059/3047939560, 15336726248/1032824649,"
                                        + "-45442868181/3398467696, 3065993473/597172653",
                                "185892177/718116043, 0, 0, -3185094517/667107341, -477755414/1098053517,"
                                        + "-703635378/230739211, 5731566787/1027545527, 5232866602/850066563,"
                                        + "-4093664535/808688257, 3962137247/1805957418, 65686358/487910083",
                                "403863854/491063109, 0, 0, -5068492393/434740067, -411421997/543043805,"
                                        + "652783627/914296604, 11173962825/925320556, -13158990841/6184727034,"
                                        + "3936647629/1978049680, -160528059/685178525, 248638103/1413531060, 0"),
                        b,
                        minus(b, lower),
                        null)
                .firstSameAsLast();
    }

    private static double[][] rows(String... rows) {
        return Arrays.stream(rows).map(Tableaux::v).toArray(double[][]::new);
    }

    /** Fractions as they are printed. */
    private static double[] v(String fractions) {
        return Arrays.stream(fractions.split(","))
                .map(String::trim)
                .mapToDouble(f -> {
                    int slash = f.indexOf('/');
                    return slash < 0
                            ? Double.parseDouble(f)
                            : Double.parseDouble(f.substring(0, slash)) / Double.parseDouble(f.substring(slash + 1));
                })
                .toArray();
    }

    private static double[] minus(double[] x, double[] y) {
        double[] d = new double[x.length];
        Arrays.setAll(d, i -> x[i] - y[i]);
        return d;
    }

    /** The product of polynomials, coefficients from the constant up, to the degree 4. */
    private static double[] times(double factor, double[]... polynomials) {
        double[] p = {factor};
        for (double[] q : polynomials) {
            double[] r = new double[p.length + q.length - 1];
            for (int i = 0; i < p.length; i++) {
                for (int j = 0; j < q.length; j++) {
                    r[i + j] += p[i] * q[j];
                }
            }
            p = r;
        }
        return Arrays.copyOf(p, 5);
    }
}
